"""Does on a page what comes before the talk: cookie banners, launchers, forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeout

from runaround.errors import WrongShape
from runaround_adapters._browser.settings import Step, StepKind
from runaround_adapters._rules.template import fill_text

if TYPE_CHECKING:
    from playwright.async_api import FrameLocator, Locator, Page

__all__ = ["find_in", "take_steps"]

_OPTIONAL_S = 3.0


def find_in(page: Page, frames: Sequence[str], selector: str) -> Locator:
    """Return what `selector` finds in the innermost of `frames`."""
    scope: Page | FrameLocator = page
    for frame in frames:
        scope = scope.frame_locator(frame)
    return scope.locator(selector)


async def take_steps(
    page: Page, steps: Sequence[Step], values: Mapping[str, Any], *, where: str, wait_s: float
) -> list[str]:
    """Take the steps one after another, and return what was done, in words.

    Raises WrongShape for one that cannot be taken and is not optional.
    """
    done = []
    for number, step in enumerate(steps):
        longest_s = step.wait_s or (min(_OPTIONAL_S, wait_s) if step.is_optional else wait_s)
        try:
            await _take(page, step, fill_text(step.value, values), longest_ms=longest_s * 1000)
        except (PlaywrightTimeout, Error) as error:
            if not step.is_optional or not isinstance(error, PlaywrightTimeout):
                msg = (
                    f"{where}: open[{number}]: {step.kind} {step.select!r} could not be done within {longest_s:g} s;"
                    " is the selector right, and nothing in front of it? 'optional: true' for what is not always there."
                )
                raise WrongShape(msg) from error
            done.append(f"{step.kind} {step.select}: not there, left out")
        else:
            done.append(f"{step.kind} {step.select}")
    return done


async def _take(page: Page, step: Step, value: str, *, longest_ms: float) -> None:
    if step.kind is StepKind.PRESS:
        await page.keyboard.press(step.select)
        return
    found = find_in(page, step.frames, step.select).first
    match step.kind:
        case StepKind.CLICK:
            await found.click(timeout=longest_ms)
        case StepKind.FILL:
            await found.fill(value, timeout=longest_ms)
        case StepKind.SELECT:
            await found.select_option(value, timeout=longest_ms)
        case StepKind.CHECK:
            await found.check(timeout=longest_ms)
        case _:
            await found.wait_for(state="visible", timeout=longest_ms)
