"""Who may ask an agent: a token that is there already, or tokens that google-auth gets for a credential file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

from runaround.errors import Unauthorized, Unreachable
from runaround_adapters._net.client import make_tls

__all__ = ["CredentialMistake", "FileTokens", "ReadyToken", "Tokens", "load_tokens"]

_SCOPES = ("https://www.googleapis.com/auth/dialogflow", "https://www.googleapis.com/auth/cloud-platform")
_TOKEN_S = 30.0
_KINDS = ("service_account", "authorized_user", "external_account")
"""The kinds of credential files: those of service accounts, of people (gcloud), and of build servers (federation)."""


class CredentialMistake(Exception):
    """A credential file cannot be used; the text says why."""


class Tokens(Protocol):
    """Gives the token that goes along with a request."""

    @property
    def quota_project(self) -> str:
        """The project that pays where the token says none; empty if it does."""
        ...

    async def bearer(self) -> str:
        """Return a token that is good now. Raises AdapterError."""
        ...


@dataclass(frozen=True, slots=True)
class ReadyToken:
    """A token that somebody else got; nobody renews it."""

    token: str = field(repr=False)
    quota_project: str = ""

    async def bearer(self) -> str:
        """Return it."""
        return self.token


class FileTokens:
    """Tokens for a credential file, renewed before they run out."""

    def __init__(self, credentials: Any, *, name: str, proxy: str | None) -> None:  # noqa: ANN401 (google-auth's own)
        self._credentials = credentials
        self._name = name
        self._proxy = proxy
        self._lock = asyncio.Lock()

    @property
    def quota_project(self) -> str:
        """What the file names."""
        return str(getattr(self._credentials, "quota_project_id", None) or "")

    async def bearer(self) -> str:
        """Return a token that is good now.

        Raises Unauthorized if Google gives none, Unreachable without a connection.
        """
        async with self._lock:
            if not self._credentials.valid:
                await asyncio.to_thread(self._renew)
            return str(self._credentials.token)

    def _renew(self) -> None:
        from google.auth import exceptions

        try:
            tls = make_tls(["https:"])
            with httpx.Client(verify=tls, proxy=self._proxy, trust_env=False, timeout=_TOKEN_S) as client:
                self._credentials.refresh(_requester(client))
        except exceptions.TransportError as error:
            msg = f"{self._name}: the server that gives tokens for the credentials cannot be reached."
            raise Unreachable(msg) from error
        except exceptions.GoogleAuthError as error:
            msg = f"{self._name}: Google gives no token for the credentials ({type(error).__name__})."
            raise Unauthorized(msg) from error


def load_tokens(text: str, *, name: str, proxy: str | None) -> FileTokens:
    """Return tokens for a credential file: its path, or its content, as build servers keep it in a variable.

    Raises CredentialMistake.
    """
    info = _read(text)
    kind = info.get("type")
    if kind not in _KINDS:
        msg = f"the credentials are of the type {str(kind)[:40]!r}; expected {', '.join(_KINDS)}."
        raise CredentialMistake(msg)
    try:
        credentials = _load(str(kind), info)
    except ImportError as error:
        msg = "credentials need the package google-auth: pip install 'runaround[google]'; or take a ready 'token'."
        raise CredentialMistake(msg) from error
    except (ValueError, TypeError, KeyError) as error:
        msg = f"the credentials are incomplete, or their key is none ({type(error).__name__})."
        raise CredentialMistake(msg) from error
    return FileTokens(credentials, name=name, proxy=proxy)


def _load(kind: str, info: Mapping[str, Any]) -> Any:  # noqa: ANN401 (google-auth's own)
    """Return what google-auth makes of a file. Raises ImportError without it, ValueError for what it cannot read."""
    from google.auth.identity_pool import Credentials as Federated
    from google.oauth2.credentials import Credentials as Person
    from google.oauth2.service_account import Credentials as Account

    loaders: Mapping[str, Callable[..., Any]] = {
        "service_account": Account.from_service_account_info,
        "authorized_user": Person.from_authorized_user_info,
        "external_account": Federated.from_info,
    }
    return loaders[kind](info, scopes=_SCOPES)


def _read(text: str) -> Mapping[str, Any]:
    try:
        content = text if text.lstrip().startswith("{") else Path(text).read_text("utf-8")
        info = json.loads(content)
    except OSError as error:
        msg = f"the credential file cannot be read: {error.strerror}."
        raise CredentialMistake(msg) from error
    except ValueError as error:
        msg = "the credential file is not JSON."
        raise CredentialMistake(msg) from error
    return info if isinstance(info, dict) else {}


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as google-auth wants it."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def _requester(client: httpx.Client) -> Callable[..., _Answer]:
    """Return how google-auth sends its requests."""
    from google.auth import exceptions

    def send(
        url: str,
        method: str = "GET",
        body: Any = None,  # noqa: ANN401 (bytes, or text)
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_more: Any,  # noqa: ANN401 (google-auth may pass others)
    ) -> _Answer:
        try:
            found = client.request(method, url, content=body, headers=dict(headers or {}), timeout=timeout or _TOKEN_S)
        except httpx.HTTPError as error:
            raise exceptions.TransportError(error) from error  # type: ignore[no-untyped-call]
        return _Answer(found.status_code, found.headers, found.content)

    return send
