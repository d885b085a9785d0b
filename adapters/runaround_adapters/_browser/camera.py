"""Takes pictures of a page as evidence: bounded in size, without what is secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.async_api import Error

from runaround.model import Exchange, Picture
from runaround_adapters._browser.settings import Pictures
from runaround_adapters._net.wire_log import WireLog

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

__all__ = ["take_picture"]

_SHOT_MS = 5_000
_MASKED = "input[type=password]"
_LEAST_QUALITY = 10
_SHOWN = "(the page) as the consumer sees it"


async def take_picture(page: Page, settings: Pictures, log: WireLog) -> Exchange:
    """Return the picture of the page as it looks now, or a record that says why there is none. Does not raise."""
    try:
        if await _shows_secret(page, log):
            return _record(log, "no picture: a secret is to be seen on it")
        content = await _shoot(page, settings)
    except Error:
        return _record(log, "no picture: the page did not stand still for one")
    if content is None:
        return _record(log, f"no picture: it would have more than {settings.max_bytes:,} bytes (pictures.max_bytes)")
    return _record(log, "", Picture.of("image/jpeg", content))


async def _shoot(page: Page, settings: Pictures) -> bytes | None:
    """Return a JPEG of bounded size, of lower quality if need be."""
    hidden = [frame.locator(selector) for frame in page.frames for selector in (_MASKED, *settings.hidden)]
    quality = settings.quality
    while quality >= _LEAST_QUALITY:
        shot = page.locator(settings.of).first if settings.of else page
        content = await shot.screenshot(
            type="jpeg", quality=quality, scale="css", mask=hidden, mask_color="#888888", timeout=_SHOT_MS
        )
        if len(content) <= settings.max_bytes:
            return content
        quality //= 2
    return None


async def _shows_secret(page: Page, log: WireLog) -> bool:
    """Return whether a secret stands among the words of the page, or of a frame in it."""
    if not log.masker.secrets:
        return False
    for frame in page.frames:
        words = re.sub(r"\s+", "", str(await _read(frame)))
        if any(re.sub(r"\s+", "", secret) in words for secret in log.masker.secrets):
            return True
    return False


async def _read(frame: Frame) -> str:
    try:
        return str(await frame.evaluate(_WORDS))
    except Error:
        return ""  # a frame that comes or goes


_WORDS = """() => {
  const unseen = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);
  const read = (root) => {
    let words = "";
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const one = walker.currentNode;
      if (one.nodeType === Node.TEXT_NODE) { if (!unseen.has(one.parentNode.nodeName)) words += one.data; continue; }
      if (one.shadowRoot) words += read(one.shadowRoot);
      if (one.matches("input:not([type=password]), textarea")) words += ` ${one.value} `;
    }
    return words;
  };
  return document.body ? read(document.body) : "";
}"""
"""Everything that could be read: words of the page, of open shadow trees and of fields that show what is in them."""


def _record(log: WireLog, why: str, picture: Picture | None = None) -> Exchange:
    return Exchange("", f"{_SHOWN}\n\n{why}" if why else _SHOWN, at=log.now(), picture=picture)
