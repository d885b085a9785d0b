"""Looks for the chat widget of a page, says something, and proposes selectors from what the page does then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml
from playwright.async_api import Error

from runaround.adapter import Explored
from runaround.errors import WrongShape
from runaround_adapters._browser.errors import in_our_words

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

__all__ = ["Explorer"]

_FOLDER = files("runaround_adapters") / "_browser"
_SCRIPT = (_FOLDER / "explore.js").read_text("utf-8")
_WORDS: Mapping[str, Sequence[str]] = yaml.safe_load((_FOLDER / "explore_words.yaml").read_text("utf-8"))
_SETTLE_S = 1.0
_FIELD_S = 5.0
_OWN_S = 2.0
_REPLY_S = 15.0
_QUIET_S = 1.5
_BEAT_S = 0.2
_CLICK_MS = 3_000
_MOST_LAUNCHES = 3
_NAME = "Test"
_VALUES = {"email": "test@shop.example", "tel": "13800000000"}
_CALL = "([name, given]) => globalThis.__runaroundExplorer[name](given)"


@dataclass(slots=True)
class Explorer:
    """One search on one page; `told` is what was found, in sentences."""

    page: Page
    said: str
    told: list[str] = field(default_factory=list)
    _steps: list[dict[str, Any]] = field(default_factory=list)

    async def explore(self, url: str) -> Explored:
        """Find the widget, talk to it, and return a target file for it. Raises WrongShape if there is none."""
        with in_our_words(url):
            await self._dismiss_banner()
            frame, typed = await self._find_field()
            frames = await self._name_frames(frame)
            await self._ask(frame, "begin")
            send = await self._say(frame, typed)
            await self._wait_for_answer(frame)
            learned = await self._ask(frame, "learn", self.said)
        return self._propose(url, frames, {"input": typed, "send": send}, learned)

    async def _dismiss_banner(self) -> None:
        await asyncio.sleep(_SETTLE_S)
        found = await self._ask(self.page.main_frame, "consent")
        if found and await self._click(self.page.main_frame, found, "is in front of the page and was clicked away"):
            self._steps.append({"click": found["selector"], "optional": True})

    async def _find_field(self) -> tuple[Frame, str]:
        """Return the frame and the field for messages; what opens the widget is clicked on the way."""
        for _ in range(_MOST_LAUNCHES):
            for _ in range(int(_FIELD_S / _BEAT_S / 2)):
                for frame in reversed(self.page.frames):  # a widget in a frame is likelier than a field beside it
                    found = await self._ask(frame, "field")
                    if found and found["selector"] and await self._is_seen(frame):
                        self._tell(f"The field for messages is {found['selector']} ({found['label'] or 'no label'}).")
                        return frame, found["selector"]
                await asyncio.sleep(_BEAT_S)
            if not await self._launch() and not await self._pass_form():
                break
        msg = (
            f"No field for messages was found. {' '.join(self.told)} What opens the talk, and a form in front of it,"
            " can be written under 'open' of a target file by hand."
        )
        raise WrongShape(msg)

    async def _pass_form(self) -> bool:
        """Fill in and send a form that stands in front of the talk, with values that are nobody's."""
        for frame in reversed(self.page.frames):
            fields = await self._ask(frame, "form")
            submit = await self._ask(frame, "submit") if fields else None
            if not submit or not await self._is_seen(frame):
                continue
            frames = await self._name_frames(frame)
            inside = {"in": _brief(frames)} if frames else {}
            for one in fields:
                value = _VALUES.get(one["type"], _NAME)
                await frame.locator(one["selector"]).first.fill(value, timeout=_CLICK_MS)
                self._steps.append({"fill": one["selector"], "with": value, **inside})
                self._tell(f"{one['selector']} ({one['label'] or 'no label'}) is filled in with {value!r}: see to it.")
            if await self._click(frame, submit, "sends the form in front of the talk"):
                self._steps.append({"click": submit["selector"], **inside})
                return True
        return False

    async def _launch(self) -> bool:
        for frame in reversed(self.page.frames):
            found = await self._ask(frame, "launcher")
            if found and found["selector"] and await self._is_seen(frame):
                frames = await self._name_frames(frame)
                step = {"click": found["selector"], **({"in": _brief(frames)} if frames else {})}
                if step not in self._steps and await self._click(frame, found, "opens the talk"):
                    self._steps.append(step)
                    return True
        return False

    async def _say(self, frame: Frame, typed: str) -> str:
        """Write the greeting and send it; return the selector of what sends, empty for Enter."""
        place = frame.locator(typed).first
        await place.fill(self.said, timeout=_CLICK_MS)
        await place.press("Enter", timeout=_CLICK_MS)
        if await self._wait_for_own(frame):
            self._tell("Enter sends.")
            return ""
        found = await self._ask(frame, "send")
        if found and found["selector"]:
            await place.fill(self.said, timeout=_CLICK_MS)
            await self._click(frame, found, "sends")
            await self._wait_for_own(frame)
            return str(found["selector"])
        return ""

    async def _wait_for_own(self, frame: Frame) -> bool:
        for _ in range(int(_OWN_S / _BEAT_S)):
            if await self._ask(frame, "hasOwn", self.said):
                return True
            await asyncio.sleep(_BEAT_S)
        return False

    async def _wait_for_answer(self, frame: Frame) -> None:
        """Wait until something was answered, and nothing more comes."""
        count, still_s, waited_s = 0, 0.0, 0.0
        while waited_s < _REPLY_S and (not count or still_s < _QUIET_S):
            await asyncio.sleep(_BEAT_S)
            waited_s += _BEAT_S
            found = int(await self._ask(frame, "count", self.said) or 0)
            still_s = still_s + _BEAT_S if found == count else 0.0
            count = found

    def _propose(
        self, url: str, frames: list[str], parts: Mapping[str, str], learned: Mapping[str, Any] | None
    ) -> Explored:
        if not learned or not learned.get("each"):
            what = "its own words were not seen" if not learned or not learned.get("hasOwn") else "no answer was seen"
            msg = f"Something was said in {parts['input']!r}, but {what}. {' '.join(self.told)}"
            raise WrongShape(msg)
        messages = {
            "each": learned["each"],
            **{name: learned[name] for name in ("own", "text", "buttons") if learned[name]},
        }
        if learned["identity"]:
            messages["identity"] = {"attribute": learned["identity"]}
        self._tell(f"A message is {learned['each']}; the consumer's own {learned['own'] or 'cannot be told apart'}.")
        for row in learned["rows"]:
            self._tell(f"  {'own' if row['own'] else 'bot'}: {row['text'][:70]}")
        if not learned["own"]:
            self._tell("Fill in messages.own: without it the bot seems to repeat what the consumer says.")
        document = {
            "adapter": "browser",
            "url": url,
            **({"open": self._steps} if self._steps else {}),
            **({"frame": _brief(frames)} if frames else {}),
            "messages": messages,
            "input": parts["input"],
            **({"send": parts["send"]} if parts["send"] else {}),
            **({"typing": learned["typing"]} if learned["typing"] else {}),
            **({"upload": {"input": learned["upload"]}} if learned["upload"] else {}),
        }
        return Explored(document, tuple(self.told))

    async def _name_frames(self, frame: Frame) -> list[str]:
        """Return selectors of the iframes around `frame`, from outside."""
        names: list[str] = []
        while (parent := frame.parent_frame) is not None:
            element = await frame.frame_element()
            await self._prepare(parent)
            names.insert(
                0, str(await element.evaluate("(one) => globalThis.__runaroundExplorer.frame(one)")) or "iframe"
            )
            frame = parent
        return names

    async def _is_seen(self, frame: Frame) -> bool:
        if frame.parent_frame is None:
            return True
        element = await frame.frame_element()
        return await element.is_visible() and await self._is_seen(frame.parent_frame)

    async def _click(self, frame: Frame, found: Mapping[str, str], does: str) -> bool:
        try:
            await frame.locator(found["selector"]).first.click(timeout=_CLICK_MS)
        except Error:
            return False
        self._tell(f"{found['selector']} ({found['label'] or 'no label'}) {does}.")
        await asyncio.sleep(_SETTLE_S)
        return True

    async def _prepare(self, frame: Frame) -> None:
        await frame.evaluate(_SCRIPT, _WORDS)

    async def _ask(self, frame: Frame, name: str, given: object = None) -> Any:  # noqa: ANN401 (what a page says)
        """Return what the script in a frame answers; None where the frame has gone."""
        try:
            await self._prepare(frame)
            return await frame.evaluate(_CALL, [name, given])
        except Error:
            return None

    def _tell(self, text: str) -> None:
        self.told.append(text)


def _brief(frames: list[str]) -> str | list[str]:
    return frames[0] if len(frames) == 1 else list(frames)
