"""The adapter `wechat`: plays the WeChat platform in front of the bot of an official account, and the people behind it.

The target file is documented in `docs/adapters/wechat.md` and described by `wechat.schema.json`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode
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
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer(port=settings.upload.port, base_url=settings.upload.base_url)
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
            self._open_wire(log),
            self._visits.values(case, session),
            inbox=inbox,
            media=self._media,
            platform=self._platform,
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=self._welcome(session))
        try:
            return visit, await visit.begin()
        except BaseException:
            await visit.close()
            raise

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

    def _open_wire(self, log: WireLog) -> Wire:
        if self._tls is None:
            self._tls = make_tls([self._settings.url])
        limits = replace(self._settings.limits, reply_s=self._settings.within_s)
        client = open_client(tls=self._tls, proxy=self._proxy, connect_s=limits.connect_s, read_s=limits.reply_s)
        return Wire(client, self._settings.name, limits, log)
