"""The adapter `wechat`: plays the WeChat platform in front of the bot of an official account, and the people behind it.

The target file is documented in `docs/adapters/wechat.md` and described by `wechat.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
from runaround_adapters._talk.visits import Visits
from runaround_adapters._wechat.line import WechatLine
from runaround_adapters._wechat.platform import Platform
from runaround_adapters._wechat.settings import WechatSettings, read_wechat_settings

__all__ = ["WechatAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_wechat_settings(document, path, environ)
    return WechatAdapter(settings, proxy=find_proxy(settings.url, environ))


class WechatAdapter:
    """One official account, with the platform's API if its bot uses that."""

    def __init__(self, settings: WechatSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        # What a call may take is what the platform gives the bot; a reply may take longer.
        limits = replace(settings.limits, reply_s=settings.within_s)
        self._wires = Wires(settings.name, limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._platform = Platform(settings.api) if settings.api else None
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do. Without the API, everything that the bot says is in its answers."""
        has_api = self._platform is not None
        return Capabilities(
            uploads=True,
            handoff_signal=True,
            unsolicited=has_api,
            fetches=True,
            turn_end=not has_api,
            human_side=True,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Follow the account, and return what it says to that. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.rules), WireLog(settings.masker)
        line = WechatLine(
            settings,
            self._wires.open(log),
            self._visits.values(case, session),
            inbox=inbox,
            media=self._media,
            platform=self._platform,
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=self._welcome(session))
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files, and the platform's API."""
        await self._media.close()
        if self._platform is not None:
            await self._platform.close()

    def _welcome(self, session: int) -> Welcome:
        """Return how a visit begins: only who has not followed yet is greeted, and a menu is there for everybody."""
        welcome = self._settings.welcome
        if session == 1 and welcome.mode is not WelcomeMode.NONE:
            return welcome
        return Welcome(WelcomeMode.OPTIONAL if self._settings.menu else WelcomeMode.NONE, wait_s=0.0)
