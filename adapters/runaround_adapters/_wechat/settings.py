"""The target file of an official account, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from runaround.model import Button, Link
from runaround_adapters._rules.file_reader import FileReader, check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import Limits, Upload, UploadHow
from runaround_adapters._rules.template import fill_text
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.people import HumanSide, read_human_side
from runaround_adapters._talk.push import Welcome, WelcomeMode
from runaround_adapters._wechat.sealing import Sealer, can_seal

__all__ = ["Api", "WechatSettings", "read_wechat_settings"]


@dataclass(frozen=True, slots=True)
class Api:
    """The platform's API, as the bot finds it. secret: empty takes every one. token_s: how long a token holds."""

    app_id: str = ""
    secret: str = field(default="", repr=False)
    port: int = 9502
    token_s: float = 7200.0


@dataclass(frozen=True, slots=True)
class WechatSettings:
    """A whole target file. The address may hold secrets: it has no telling `repr`.

    within_s, tries: how long the bot has for a passive reply, and how often the platform delivers one message.
    menu: the account's menu, by what choosing sends: the key of a click, nothing for a page.
    """

    name: str
    url: str = field(repr=False)
    token: str = field(repr=False)
    account: str = "gh_runaround"
    sealer: Sealer | None = None
    api: Api | None = None
    within_s: float = 5.0
    tries: int = 3
    welcome: Welcome = field(default_factory=Welcome)
    human: HumanSide = field(default_factory=HumanSide)
    menu: Mapping[Button | Link, str] = field(default_factory=dict)
    upload: Upload = field(default_factory=lambda: Upload(UploadHow.URL, each=None, is_served=True))
    rules: TurnRules = field(default_factory=TurnRules)
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)


def read_wechat_settings(document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> WechatSettings:
    """Return what the content of a target file says. Raises FileError with every mistake."""
    check_schema(document, "wechat", file)
    reader = _Reader(document, file, environ)
    settings = reader.read()
    reader.finish()
    return settings


class _Reader(FileReader):
    """Reads one valid document."""

    def __init__(self, document: Mapping[str, Any], file: str, environ: Mapping[str, str]) -> None:
        super().__init__(file, environ)
        self._document = document

    def read(self) -> WechatSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self._document
        welcome, limits = document.get("welcome", {}), Limits(**document.get("limits", {}))
        token = self._read_fixed("token")
        if "turn" in document and "api" not in document:
            self.note("turn", "has no meaning without api: the bot says everything in its answers.", "api")
        return WechatSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=fill_text(self.read_url("url", document["url"], ()), {}),
            token=token,
            account=document.get("account", "gh_runaround"),
            sealer=self._sealer(token),
            api=self._api(),
            welcome=Welcome(WelcomeMode(welcome.get("mode", WelcomeMode.OPTIONAL)), welcome.get("wait_s", 1.0)),
            human=read_human_side(document.get("human", {})),
            menu=dict(self._menu()),
            upload=Upload.of(document.get("upload", {}), UploadHow.URL),
            rules=TurnRules(reply_s=limits.reply_s, **document.get("turn", {})),
            limits=limits,
            masker=self.masker,
            **document.get("answer", {}),
        )

    def _read_fixed(self, key: str, text: str | None = None) -> str:
        """Return a text with its secrets put in; it has no placeholders."""
        return fill_text(self.read_template(key, self._document[key] if text is None else text, ()), {})

    def _sealer(self, token: str) -> Sealer | None:
        if "aes_key" not in self._document:
            return None
        key = self._read_fixed("aes_key")
        if "app_id" not in self._document:
            self.note("app_id", "is needed with aes_key: it stands in every sealed message.", "aes_key")
        if not can_seal():
            self.note("aes_key", "needs the package cryptography. Install it: pip install 'runaround[wechat]'")
        return Sealer(token, key, self._document.get("app_id", ""))

    def _api(self) -> Api | None:
        part = self._document.get("api")
        if part is None:
            return None
        secret = self._read_fixed("api.secret", part["secret"]) if "secret" in part else ""
        more = {name: part[name] for name in ("port", "token_s") if name in part}
        return Api(self._document.get("app_id", ""), secret, **more)

    def _menu(self) -> list[tuple[Button | Link, str]]:
        entries: list[tuple[Button | Link, str]] = []
        for index, entry in enumerate(self._document.get("menu", ())):
            if ("key" in entry) == ("url" in entry):
                self.note(f"menu[{index}]", "has either a key, which is sent, or the url of a page that is opened.")
            label, key = entry["label"], entry.get("key", "")
            entries.append((Button(label, key) if key else Link(entry.get("url", ""), label), key))
        return entries
