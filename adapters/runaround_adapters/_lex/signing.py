"""Signs requests as AWS wants it: Signature Version 4. Pure; the time is handed in.

Source: "Create a signed AWS API request" in AWS's IAM User Guide; its published test vectors are among the tests.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

from runaround_adapters._net.requests import Outgoing

__all__ = ["AwsKey", "sign"]

_ALGORITHM = "AWS4-HMAC-SHA256"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSIGNED = ("accept",)
"""Headers that whoever stands between may write anew."""
_GAPS = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class AwsKey:
    """Who signs, and for which service of which region. token: of a session, for a key that is lent for a while."""

    id: str = field(repr=False)
    secret: str = field(repr=False)
    region: str
    service: str
    token: str = field(default="", repr=False)


def sign(outgoing: Outgoing, *, key: AwsKey, at: datetime) -> Outgoing:
    """Return a request signed; its path and query are percent-encoded already, as they are sent."""
    headers = {name: value for name, value in outgoing.headers if name.lower() not in _UNSIGNED}
    moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    more = {"X-Amz-Date": moment} | ({"X-Amz-Security-Token": key.token} if key.token else {})
    signed = {name.lower(): _GAPS.sub(" ", value.strip()) for name, value in {**headers, **more}.items()}
    signed["host"] = _host_of(outgoing.url)
    names = ";".join(sorted(signed))
    scope = f"{moment[:8]}/{key.region}/{key.service}/aws4_request"
    request = "\n".join(
        [
            outgoing.method,
            _path_of(outgoing.url),
            _query_of(outgoing.url),
            *(f"{name}:{signed[name]}" for name in sorted(signed)),
            "",
            names,
            hashlib.sha256(outgoing.content).hexdigest(),
        ]
    )
    text = "\n".join([_ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    secret = f"AWS4{key.secret}".encode()
    for part in (*scope.split("/"), text):
        secret = hmac.digest(secret, part.encode(), "sha256")
    credential = f"Credential={key.id}/{scope}"
    more["Authorization"] = f"{_ALGORITHM} {credential}, SignedHeaders={names}, Signature={secret.hex()}"
    return replace(outgoing, headers=(*outgoing.headers, *more.items()))


def _host_of(url: str) -> str:
    """Return the host as it is sent: without the port that everybody expects."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return host.removesuffix(f":{_DEFAULT_PORTS.get(parts.scheme, 0)}")


def _path_of(url: str) -> str:
    # The path that is sent is encoded once more: all services but S3 want it so.
    return quote(urlsplit(url).path or "/", safe="/-_.~")


def _query_of(url: str) -> str:
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return "&".join(sorted(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs))
