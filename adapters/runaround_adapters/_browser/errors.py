"""Says in our words what a browser meets: the only place that knows its errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeout

from runaround.errors import AdapterError, BadStatus, Dropped, RateLimited, TimedOut, Unauthorized, Unreachable

__all__ = ["check_status", "explain_failure", "in_our_words"]

_UNREACHABLE = {
    "net::ERR_CONNECTION_REFUSED": "no connection. Is anything running at this address?",
    "net::ERR_NAME_NOT_RESOLVED": "no host of this name was found. Check the address.",
    "net::ERR_ADDRESS_UNREACHABLE": "no way to this host.",
    "net::ERR_INTERNET_DISCONNECTED": "this machine has no network.",
    "net::ERR_PROXY_CONNECTION_FAILED": "the proxy did not connect.",
    "net::ERR_BLOCKED_BY_CLIENT": "this address is not allowed (allow.origins, allow.hosts).",
}
_STATUS_UNAUTHORIZED = frozenset({401, 403, 407})
_STATUS_LIMITED = 429
_STATUS_ERROR = 400


@contextmanager
def in_our_words(where: str, *, slow: AdapterError | None = None) -> Iterator[None]:
    """Turn the browser's errors into ours; their text may hold secrets and is never quoted.

    slow: what is raised when something did not happen in time.
    """
    try:
        yield
    except PlaywrightTimeout as error:
        raise slow or TimedOut(f"{where}: the page did not answer in time.") from error
    except Error as error:
        msg = f"{where}: the page is gone, or its browser; what was sent may have arrived."
        raise Dropped(msg) from error


def explain_failure(where: str, code: str) -> AdapterError:
    """Return the error for a page that did not load. code: how the browser calls it, such as net::ERR_FAILED."""
    if code == "net::ERR_TIMED_OUT":
        return TimedOut(f"{where}: the page did not load in time (limits.connect_s).")
    name = code.removeprefix("net::")
    if name.startswith(("ERR_CERT_", "ERR_SSL_")):
        return Unreachable(f"{where}: no secure connection ({name}).")
    return Unreachable(f"{where}: {_UNREACHABLE.get(code, f'the page did not load ({name}).')}")


def check_status(where: str, status: int) -> None:
    """Raise an error of its kind if a page came with an HTTP status of failure."""
    if status < _STATUS_ERROR:
        return
    msg = f"{where} answered HTTP {status}; expected a page."
    if status in _STATUS_UNAUTHORIZED:
        raise Unauthorized(msg)
    raise RateLimited(msg) if status == _STATUS_LIMITED else BadStatus(msg)
