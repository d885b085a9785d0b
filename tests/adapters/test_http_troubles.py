"""What the adapter `http` says when a bot cannot be talked to, and that it never sends a message twice."""

import asyncio
import gzip
import socket
import zlib

import aiohttp
import httpx
import pytest
from aiohttp import web

from runaround.errors import (
    AdapterError,
    BadStatus,
    Dropped,
    NotJson,
    RateLimited,
    TimedOut,
    TooLarge,
    Unreachable,
    WrongShape,
)
from runaround.model import ErrorKind, Message, Say, Speaker
from runaround_adapters._net.errors import FOREIGN, TROUBLES, Trouble, translate

pytestmark = pytest.mark.anyio

TARGET = {"name": "Shop", "request": {"m": "{text}"}, "reply": {}}


async def fail(adapter, case) -> AdapterError:
    """Send one message and return the error that comes."""
    session, _ = await adapter.open(case, session=1)
    try:
        with pytest.raises(AdapterError) as caught:
            await session.send(Say("hi"))
    finally:
        await session.close()
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def responding(body=b"", **more):
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(body=body, **more)

    return handle


ANSWERS = {
    "html": (
        {"body": b"<!doctype html>\x1b[2J<p>busy", "content_type": "text/html"},
        NotJson,
        r": the answer is not JSON; found '<!doctype html>\x1b[2J<p>busy' (text/html).",
    ),
    "http_500": (
        {"body": "崩溃了 \u202e\x00".encode(), "status": 500},
        BadStatus,
        r" answered HTTP 500: '崩溃了 \u202e\x00'; expected 2xx.",
    ),
    "empty_502": ({"status": 502}, BadStatus, " answered HTTP 502; expected 2xx."),
    "redirect": (
        {"status": 302, "headers": {"Location": "https://other.example/"}},
        BadStatus,
        (
            " answered HTTP 302 (to 'https://other.example/')."
            " Redirects are not followed, so that no message is sent twice; put the final address there."
        ),
    ),
    "not_utf8": (
        {"body": b'"caf\xe9"'},
        NotJson,
        ": the answer is not JSON; found '\"caf�\"' (application/octet-stream).",
    ),
    "deep": (
        {"body": b"[" * 500 + b"]" * 500},
        NotJson,
        f": the answer is JSON nested deeper than 100 levels; found '{'[' * 79}…' (application/octet-stream).",
    ),
    "very_deep": (
        {"body": b"[" * 100_000},
        NotJson,
        f": the answer is not JSON; found '{'[' * 79}…' (application/octet-stream).",
    ),
    "huge_number": (
        {"body": b"1" * 5000},
        NotJson,
        f": the answer is not JSON; found '{'1' * 79}…' (application/octet-stream).",
    ),
    "brotli": (
        {"body": b"x", "headers": {"Content-Encoding": "br"}},
        NotJson,
        ": the answer is compressed as 'br', which was not asked for; expected gzip, deflate or none.",
    ),
    "bad_gzip": (
        {"body": b"{}", "headers": {"Content-Encoding": "gzip"}},
        NotJson,
        ": the answer could not be decompressed.",
    ),
    "wrong_shape": (
        {"body": b'{"answer": "hi", "id": 1}'},
        WrongShape,
        (
            """: reply.text (text) finds no words in '{"answer": "hi", "id": 1}'; keys there: 'answer', 'id'."""
            " If the bot says nothing in this way, describe it in reply.silent or reply.skip."
        ),
    ),
    "wrong_type": (
        {"body": b'{"text": {"zh": "hi"}}'},
        WrongShape,
        """: reply.text (text) found '{"zh": "hi"}'; expected text.""",
    ),
}


@pytest.mark.parametrize("expected", ANSWERS.values(), ids=ANSWERS.keys())
async def test_an_answer_that_is_none_is_told(serve, make_adapter, case, expected) -> None:
    answer, kind, text = expected
    async with serve(responding(**answer)) as url:
        error = await fail(make_adapter({**TARGET, "url": f"{url}/chat?a=1"}), case)

    assert (kind, f"Shop (POST {url}/chat){text}") == (type(error), str(error))
    assert 1 == len(error.exchanges)


async def test_a_closed_port_is_told(make_adapter, case) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    error = await fail(make_adapter({**TARGET, "url": url}), case)

    assert isinstance(error, Unreachable)
    assert str(error) == (
        f"Shop (POST {url}): no connection (Connection refused); the message did not arrive."
        " Is anything running at this address?"
    )
    assert ["(Unreachable)"] == [one.response for one in error.exchanges]


async def test_an_unknown_host_is_told(make_adapter, case) -> None:
    error = await fail(make_adapter({**TARGET, "url": "http://bot.invalid/chat"}), case)

    assert isinstance(error, Unreachable)
    assert str(error) == (
        "Shop (POST http://bot.invalid/chat): no host of this name was found; the message did not arrive."
        " Check the address."
    )


async def test_a_bot_without_tls_is_told(serve, make_adapter, case) -> None:
    async with serve(responding(b'"hi"')) as url:
        error = await fail(make_adapter({**TARGET, "url": url.replace("http:", "https:")}), case)

    assert isinstance(error, Unreachable)
    assert "no secure connection" in str(error)


async def test_a_bot_that_hangs_is_given_up_and_not_asked_again(serve, make_adapter, case) -> None:
    requests, forever = [], asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        requests.append(await request.text())
        await forever.wait()
        return web.json_response("late")

    async with serve(hang) as url:
        error = await fail(make_adapter({**TARGET, "url": url, "limits": {"reply_s": 0.2}}), case)

    assert isinstance(error, TimedOut)
    assert str(error) == (
        f"Shop (POST {url}): no complete answer within 0.2 s (limits.reply_s); the message may have arrived."
    )
    assert requests == ['{"m": "hi"}']


async def test_a_bot_that_drips_meets_the_limit_of_the_whole_answer(serve, make_adapter, case) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)

    async with serve(drip) as url:
        error = await fail(make_adapter({**TARGET, "url": url, "limits": {"reply_s": 0.3}}), case)

    assert ErrorKind.TIMEOUT is error.kind


@pytest.mark.parametrize("request_", [{"m": "{text}"}, None], ids=["with_body", "without_body"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_a_message_is_sent_once_when_the_connection_breaks(
    serve_raw, make_adapter, case, method, request_
) -> None:
    """aiohttp sends GET, PUT and DELETE again on its own; a repeated consumer message would look like a loop."""
    requests = []

    async def hang_up(request: bytes, _writer: asyncio.StreamWriter) -> None:
        requests.append(request.split()[0].decode())

    async with serve_raw(hang_up) as url:
        target = {**TARGET, "url": url, "method": method, "query": {"m": "{text}"}, "request": request_}
        error = await fail(make_adapter(target), case)

    assert requests == [method]
    assert isinstance(error, Dropped)
    assert str(error) == (
        f"Shop ({method} {url}): the connection broke before the answer was complete;"
        " the message may have arrived and is not sent again."
    )


async def test_a_body_that_breaks_off_is_told(serve_raw, make_adapter, case) -> None:
    async def break_off(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"text"')
        await writer.drain()

    async with serve_raw(break_off) as url:
        error = await fail(make_adapter({**TARGET, "url": url}), case)

    assert isinstance(error, Dropped)


async def test_an_answer_that_is_not_http_is_told(serve_raw, make_adapter, case) -> None:
    async def babble(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 smtp.example ESMTP\r\n")
        await writer.drain()

    async with serve_raw(babble) as url:
        error = await fail(make_adapter({**TARGET, "url": url}), case)

    assert str(error) == f"Shop (POST {url}): the answer is not HTTP; the message may have arrived."


async def test_a_bot_that_closes_idle_connections_stays_reachable(serve_raw, make_adapter, case) -> None:
    async def answer_and_close(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\n"ok"')
        await writer.drain()

    async with serve_raw(answer_and_close) as url:
        session, _ = await make_adapter({**TARGET, "url": url}).open(case, session=1)
        replies = [await session.send(Say(str(number))) for number in range(3)]
        await session.close()

    assert [(Message(Speaker.BOT, "ok"),)] * 3 == [reply.messages for reply in replies]


async def test_a_huge_body_is_not_read_to_its_end(serve_raw, make_adapter, case) -> None:
    written = []

    async def pour(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(500):
            writer.write(b"x" * 100_000)
            await writer.drain()
            written.append(100_000)

    async with serve_raw(pour) as url:
        error = await fail(make_adapter({**TARGET, "url": url, "limits": {"body_bytes": 1000}}), case)

    assert isinstance(error, TooLarge)
    assert str(error) == (
        f"Shop (POST {url}): the answer is larger than 1,000 bytes (limits.body_bytes) and was not read to its end."
    )
    assert sum(written) < 20_000_000
    assert error.exchanges[0].response.endswith("x\n… cut")


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_the_limit_counts_what_a_bomb_unpacks(serve, make_adapter, case, encoding, compress) -> None:
    bomb = compress(b" " * 50_000_000 + b"1")

    async with serve(responding(bomb, headers={"Content-Encoding": encoding})) as url:
        error = await fail(make_adapter({**TARGET, "url": url}), case)

    assert ErrorKind.TOO_LARGE is error.kind


async def test_a_compressed_answer_and_one_in_gbk_are_read(serve, make_adapter, case) -> None:
    answers = [
        web.Response(body=gzip.compress(b'"packed"'), headers={"Content-Encoding": "gzip"}),
        web.Response(body='"油"'.encode("gbk"), headers={"Content-Type": "application/json; charset=GBK"}),
    ]

    async def handle(_request: web.Request) -> web.Response:
        return answers.pop(0)

    async with serve(handle) as url:
        session, _ = await make_adapter({**TARGET, "url": url}).open(case, session=1)
        replies = [await session.send(Say("1")), await session.send(Say("2"))]
        await session.close()

    assert ["packed", "油"] == [reply.messages[0].text for reply in replies]


async def test_a_rate_limit_is_obeyed_and_the_second_attempt_recorded(serve, make_adapter, case) -> None:
    requests = []

    async def handle(request: web.Request) -> web.Response:
        requests.append(await request.text())
        if len(requests) == 1:
            return web.Response(status=429, headers={"Retry-After": "0"})
        return web.json_response("ok")

    async with serve(handle) as url:
        session, _ = await make_adapter({**TARGET, "url": url}).open(case, session=1)
        reply = await session.send(Say("hi"))
        await session.close()

    assert requests == ['{"m": "hi"}'] * 2
    assert [(1, 429), (2, 200)] == [(one.attempt, one.status) for one in reply.exchanges]


RATE_LIMITS = {
    "too_long": ({"Retry-After": "61"}, "1 time and asks to wait 61 s", 1),
    "for_ever": ({"Retry-After": "0"}, "5 times and asks to wait 0 s", 5),
    "date": ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, "1 time and asks to wait 2", 1),
}


@pytest.mark.parametrize("expected", RATE_LIMITS.values(), ids=RATE_LIMITS.keys())
async def test_a_rate_limit_beyond_the_limit_is_an_error(serve, make_adapter, case, expected) -> None:
    headers, text, count = expected
    async with serve(responding(status=429, headers=headers)) as url:
        error = await fail(make_adapter({**TARGET, "url": url}), case)

    assert isinstance(error, RateLimited)
    assert f"Shop (POST {url}) answered HTTP 429 {text}" in str(error)
    assert count == len(error.exchanges)


async def test_a_failed_opening_call_closes_the_visit(serve, make_adapter, case) -> None:
    async with serve(responding(b'{"no": "id"}')) as url:
        adapter = make_adapter({**TARGET, "url": url, "open": {"take": {"session_id": "data.id"}}})

        with pytest.raises(WrongShape) as caught:
            await adapter.open(case, session=1)

    assert str(caught.value) == (
        f"Shop (POST {url}): open.take.session_id (data.id) finds nothing in "
        """'{"no": "id"}'; expected a value for {session_id}."""
    )
    assert 1 == len(caught.value.exchanges)


async def test_cancelling_ends_the_request_and_the_visit_can_be_closed(serve, make_adapter, case) -> None:
    arrived, closed, forever = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/close":
            closed.set()
            return web.Response()
        arrived.set()
        await forever.wait()
        return web.Response()

    async with serve(handle) as url:
        adapter = make_adapter({**TARGET, "url": url, "close": {"url": f"{url}/close"}})
        session, _ = await adapter.open(case, session=1)
        sending = asyncio.create_task(session.send(Say("hi")))
        await arrived.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await session.close()

    assert closed.is_set()


async def test_a_proxy_in_the_environment_does_not_stand_before_a_local_bot(serve, make_adapter, case) -> None:
    async with serve(responding(b'"ok"')) as url:
        adapter = make_adapter({**TARGET, "url": url}, HTTP_PROXY="http://127.0.0.1:1", ALL_PROXY="http://127.0.0.1:1")
        session, _ = await adapter.open(case, session=1)

        reply = await session.send(Say("hi"))
        await session.close()

    assert (Message(Speaker.BOT, "ok"),) == reply.messages


async def test_a_bot_elsewhere_is_reached_through_the_proxy(serve, make_adapter, case) -> None:
    seen = []

    async def proxy(request: web.Request) -> web.Response:
        seen.append((request.raw_path, request.headers["Proxy-Authorization"], request.headers.get("Authorization")))
        return web.json_response("ok")

    async with serve(proxy) as url:
        proxy_url = url.replace("http://", "http://me:pa%40ss@")
        environ = {"HTTP_PROXY": proxy_url, "NO_PROXY": "other.invalid"}
        adapter = make_adapter({**TARGET, "url": "http://bot.invalid/chat"}, **environ)
        session, _ = await adapter.open(case, session=1)
        await session.send(Say("hi"))
        await session.close()

    assert seen == [("http://bot.invalid/chat", "Basic bWU6cGFAc3M=", None)]


async def test_a_proxy_that_is_not_there_is_told(make_adapter, case) -> None:
    environ = {"https_proxy": "http://someone:hunter2hunter2@127.0.0.1:1"}

    error = await fail(make_adapter({**TARGET, "url": "https://bot.invalid/chat"}, **environ), case)

    assert str(error) == (
        "Shop (POST https://bot.invalid/chat): the proxy did not connect; the message did not arrive."
        " Check HTTPS_PROXY."
    )


def _errors_of(module) -> list[type[BaseException]]:
    found = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Exception)]
    return sorted({one for one in found if not issubclass(one, Warning)}, key=lambda one: one.__name__)


@pytest.mark.parametrize("kind", _errors_of(httpx), ids=lambda kind: kind.__name__)
def test_every_error_of_httpx_has_a_meaning_of_its_own(kind) -> None:
    assert kind in TROUBLES
    assert issubclass(kind, FOREIGN)


@pytest.mark.parametrize("kind", _errors_of(aiohttp), ids=lambda kind: kind.__name__)
def test_every_error_of_aiohttp_is_known_below_its_root(kind) -> None:
    """Errors of web sockets and of servers are left out: the adapter uses neither."""
    unused = ("WS", "WebSocket", "PayloadRegistry", "StreamReader", "BadContent", "Multipart", "EofStream")
    line = [one for one in kind.__mro__ if one in TROUBLES]

    assert kind.__name__.startswith(unused) or line


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name)
def test_every_trouble_has_a_sentence(trouble) -> None:
    kind = next(kind for kind, one in TROUBLES.items() if one is trouble)

    error = translate(kind.__new__(kind), "Shop", connect_s=1, reply_s=2)

    assert str(error).startswith("Shop: ")
    assert str(error).endswith((".", "?"))
