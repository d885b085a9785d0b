"""Brings messages to the bot as the platform does: signed, sealed in safe mode, again where no answer comes in time.

Source: 接入概述, 接收普通消息, 消息加解密说明 (developers.weixin.qq.com).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from runaround.errors import AdapterError, BadStatus, Dropped, TimedOut, Unauthorized, WrongShape
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._wechat.document import Element, read_xml, write_xml
from runaround_adapters._wechat.sealing import is_sealing_key, sign
from runaround_adapters._wechat.settings import WechatSettings

__all__ = ["BotCalls"]

_OK = 200
_TROUBLE = "该公众号提供的服务出现故障，请稍后再试"
_NOTHING = (b"", b"success")


class BotCalls:
    """The platform's calls of one bot for one visit. wire: its limit of time is that of one answer."""

    def __init__(self, settings: WechatSettings, wire: Wire, openid: str) -> None:
        self._settings = settings
        self._wire = wire
        self._openid = openid

    async def verify(self) -> None:
        """Ask the bot to prove that it knows the token, as the platform does when an account is set up.

        Raises AdapterError; Unauthorized if it does not prove it, or if nothing can be sealed with the key.
        """
        sealer = self._settings.sealer
        if sealer is not None and not is_sealing_key(sealer.key):
            msg = f"{self._wire.name}: aes_key is no EncodingAESKey, the 43 letters and digits that the platform shows."
            raise Unauthorized(msg)
        echo = str(secrets.randbits(60))
        outgoing = Outgoing("GET", self._address({"echostr": echo}), (("Accept", "*/*"),), b"", "")
        try:
            raw = await self._wire.fetch(outgoing)
        except TimedOut as error:
            within_s = self._settings.within_s
            msg = f"{self._wire.place(outgoing)}: no answer to the handshake within {within_s:g} s (answer.within_s)."
            raise TimedOut(msg) from error
        self._wire.check_status(outgoing, raw)
        if raw.text.strip() != echo:
            msg = (
                f"{self._wire.place(outgoing)}: the bot was asked to repeat echostr, and answered"
                f" {self._wire.log.quote(raw.text)}; its token may be another than that of the target file."
            )
            raise Unauthorized(msg)

    async def deliver(self, fields: Mapping[str, object]) -> Element | None:
        """Deliver one message, as often as the platform does, and return the passive reply; None if there is none.

        Only what was not answered in time, or where the connection broke, is delivered again, under the same MsgId.

        Raises AdapterError.
        """
        document = write_xml(fields)
        for attempt in range(1, self._settings.tries + 1):
            outgoing = self._seal(document)
            try:
                raw = await self._wire.fetch(outgoing, attempt=attempt)
            except (TimedOut, Dropped) as error:
                if attempt == self._settings.tries:
                    raise self._give_up(outgoing, error) from error
            else:
                return self._read(outgoing, raw)
        return None

    def _seal(self, document: str) -> Outgoing:
        query = {"openid": self._openid}
        content, sealer = document, self._settings.sealer
        if sealer is not None:
            sealed = sealer.seal(document)
            content = write_xml({"ToUserName": self._settings.account, "Encrypt": sealed})
            query |= {"encrypt_type": "aes"}
            url = self._address(query, sealed)
        else:
            url = self._address(query)
        headers = (("Content-Type", "text/xml"), ("Accept", "*/*"))
        return Outgoing("POST", url, headers, content.encode(), document)

    def _address(self, more: Mapping[str, str], sealed: str = "") -> str:
        signed = {"timestamp": str(int(time.time())), "nonce": str(secrets.randbelow(10**9))}
        query = {"signature": sign(self._settings.token, *signed.values()), **signed, **more}
        if sealed:
            query["msg_signature"] = sign(self._settings.token, *signed.values(), sealed)
        url = self._settings.url
        return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"

    def _read(self, outgoing: Outgoing, raw: Raw) -> Element | None:
        """Return the passive reply in an answer. Raises AdapterError."""
        self._wire.check_status(outgoing, raw)
        place = self._wire.place(outgoing)
        if raw.status != _OK:
            msg = (
                f"{place} answered HTTP {raw.status}; the platform takes 200 only, and the consumer reads {_TROUBLE!r}."
            )
            raise BadStatus(msg)
        if raw.body.content.strip() in _NOTHING:
            return None
        try:
            return self._open(read_xml(raw.body.content))
        except WrongShape as error:
            msg = (
                f"{place}: the answer {error}; found {self._wire.log.quote(raw.text)}. Expected a passive reply,"
                f" 'success' or nothing; the consumer reads {_TROUBLE!r}."
            )
            raise WrongShape(msg) from error

    def _open(self, reply: Element) -> Element:
        """Return a reply that is addressed to the consumer, opened if it is sealed. Raises WrongShape."""
        sealer = self._settings.sealer
        if sealer is not None:
            signed = (reply.find("TimeStamp"), reply.find("Nonce"))
            content = sealer.open(reply.find("Encrypt"), reply.find("MsgSignature"), *signed)
            self._wire.log.note_received("(the answer, opened)", content.decode("utf-8", "replace"))
            reply = read_xml(content)
        receiver = reply.find("ToUserName").strip()
        if receiver != self._openid:
            is_swapped = receiver == self._settings.account
            hint = "; ToUserName and FromUserName of the message must change places" if is_swapped else ""
            msg = f"goes to {receiver[:40]!r}, and not to the consumer{hint}"
            raise WrongShape(msg)
        return reply

    def _give_up(self, outgoing: Outgoing, error: AdapterError) -> AdapterError:
        settings = self._settings
        what = f"within {settings.within_s:g} s" if isinstance(error, TimedOut) else "before the connection broke"
        msg = (
            f"{self._wire.place(outgoing)}: no answer {what} (answer.within_s), {settings.tries} times (answer.tries);"
            f" the consumer reads {_TROUBLE!r}. Bots that take longer answer 'success' at once, and send their words"
            " to the platform's API (api)."
        )
        return type(error)(msg)
