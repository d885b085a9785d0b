"""Asking a test system over HTTP: what goes out, what is refused, and what a target file may say about it."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from runaround.errors import AdapterError, FileError, RateLimited, TooLarge, Unsupported
from runaround.model import Case, Probe
from runaround.system import System
from runaround.target_file import check_target, load_target

pytestmark = pytest.mark.anyio

BOT = {"url": "http://127.0.0.1:1", "request": {"m": "{text}"}, "reply": {}}
REFUND = Probe("the refund is booked", "/refund")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[object], Path]:
    """Write a target file with this content of the key `system`."""

    def write_target(system: object) -> Path:
        path = tmp_path / "shop.yaml"
        path.write_text(yaml.safe_dump({**BOT, "system": system}, sort_keys=False), "utf-8")
        return path

    return write_target


@pytest.fixture
def make_system(write) -> Callable[..., System]:
    """Make the test system of a target file, with an environment."""

    def make(system: Mapping[str, Any], **environ: str) -> System:
        made = load_target(write(system), environ).system
        assert made is not None
        return made

    return make


@pytest.fixture
def known(case: Case) -> Case:
    return replace(case, consumer_id="ra-7")


def noting(notes: list[Any], **answer: Any):
    """Return a handler that notes the address, the query and the headers of each request."""

    async def handle(request: web.Request) -> web.Response:
        notes.append(request)
        return web.json_response(answer)

    return handle


async def test_paths_stand_below_the_address_and_queries_are_joined(serve, make_system, known) -> None:
    notes: list[Any] = []
    async with serve(noting(notes)) as url:
        system = make_system({"url": f"{url}/v1/{{lang}}/", "query": {"case": "{case_id}", "n": 1}})
        await system.ask(Probe("a", "/退款/{consumer_id}?x=a%20b"), known)
        await system.ask(Probe("b", "/refund", method="DELETE"), known)

    assert [
        ("GET", "/v1/zh/退款/ra-7", {"x": "a b", "case": "case-1", "n": "1"}),
        ("DELETE", "/v1/zh/refund", {"case": "case-1", "n": "1"}),
    ] == [(one.method, one.path, dict(one.query)) for one in notes]


async def test_a_consumer_is_one_step_of_a_path_whatever_the_name_holds(serve, make_system, known) -> None:
    notes: list[Any] = []
    async with serve(noting(notes)) as url:
        await make_system({"url": url}).ask(
            Probe("a", "/of/{consumer_id}/x"), replace(known, consumer_id="../../a?b#c")
        )

    assert ["/of/..%2F..%2Fa%3Fb%23c/x"] == [one.raw_path for one in notes]


async def test_a_scenario_adds_headers_and_replaces_none_of_the_target_file(serve, make_system, known) -> None:
    notes: list[Any] = []
    probe = Probe("a", "/", headers={"authorization": "Bearer mine", "X-Lang": "{lang} {consumer_id}\r\nX-More: 1"})
    async with serve(noting(notes)) as url:
        system = make_system({"url": url, "headers": {"Authorization": "Bearer env:TOKEN"}}, TOKEN="test-token")
        await system.ask(probe, known)

    (seen,) = notes
    assert ["Bearer test-token"] == seen.headers.getall("Authorization")
    assert "{lang} ra-7X-More: 1" == seen.headers["X-Lang"]
    assert "X-More" not in seen.headers


@pytest.mark.parametrize(
    "path", ["/../admin", "/a/../../admin", "/%2e%2e/admin", "/a/%2E./b", "/..\\admin", "/./a", "@elsewhere.example"]
)
async def test_no_probe_leaves_the_address(make_system, known, path: str) -> None:
    with pytest.raises(Unsupported, match="expected a path below the address"):
        await make_system({"url": "http://127.0.0.1:1/api"}).ask(Probe("a", path), known)


async def test_a_header_that_no_request_can_have_is_refused(make_system, known) -> None:
    with pytest.raises(Unsupported, match=r"a header 'X Y'; expected the name of a header\."):
        await make_system({"url": "http://127.0.0.1:1"}).ask(Probe("a", "/", headers={"X Y": "1"}), known)


async def test_a_consumer_without_a_name_is_not_asked_about(make_system, case) -> None:
    """Two cases that both ask about nobody would meet."""
    with pytest.raises(Unsupported, match="needs a consumer_id"):
        await make_system({"url": "http://127.0.0.1:1"}).ask(Probe("a", "/{consumer_id}"), case)


async def test_redirects_are_not_followed(serve, make_system, known) -> None:
    paths = []

    async def handle(request: web.Request) -> web.Response:
        paths.append(request.path)
        raise web.HTTPFound("/login")

    async with serve(handle) as url:
        answer = await make_system({"url": url}).ask(REFUND, known)

    assert (302, ["/refund"]) == (answer.status, paths)


async def test_a_system_that_asks_to_wait_is_asked_again_and_the_record_shows_it(serve, make_system, known) -> None:
    statuses = [429, 200]

    async def handle(_: web.Request) -> web.Response:
        return web.json_response({}, status=statuses.pop(0), headers={"Retry-After": "0"})

    async with serve(handle) as url:
        answer = await make_system({"url": url}).ask(REFUND, known)

    assert [(1, 429), (2, 200)] == [(one.attempt, one.status) for one in answer.exchanges]


async def test_a_system_that_never_takes_it_is_an_error(serve, make_system, known) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "5"})

    async with serve(handle) as url:
        system = make_system({"url": url, "limits": {"retry_after_s": 1}})
        with pytest.raises(RateLimited) as caught:
            await system.ask(REFUND, known)

    assert [429] == [one.status for one in caught.value.exchanges]


async def test_an_answer_over_the_limit_is_an_error(serve, make_system, known) -> None:
    async with serve(noting([], text="x" * 500)) as url:
        with pytest.raises(TooLarge):
            await make_system({"url": url, "limits": {"body_bytes": 100}}).ask(REFUND, known)


async def test_a_compressed_answer_is_read(serve, make_system, known) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})

    async with serve(handle) as url:
        answer = await make_system({"url": url}).ask(REFUND, known)

    assert '{"a": 1}' == answer.body


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ('{"pin": 123456, "ok": true, "n": null, "x": 1.5}', {"pin": "***", "ok": True, "n": None, "x": 1.5}),
        ('{"of123456": ["a 123456 b", "MTIzNDU2"]}', {"of***": ["a *** b", "***"]}),
    ],
    ids=["a number", "keys, texts and base64"],
)
async def test_masked_json_stays_json(serve, make_system, known, sent: str, expected: object) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(text=sent)

    async with serve(handle) as url:
        system = make_system({"url": url, "headers": {"X-Pin-Token": "env:PIN"}}, PIN="123456")
        answer = await system.ask(REFUND, known)

    assert expected == json.loads(answer.body)
    assert "123456" not in repr(answer)


async def test_what_is_not_json_comes_as_text(serve, make_system, known) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(text="<h1>维护中 my-token</h1>", content_type="text/html")

    async with serve(handle) as url:
        answer = await make_system({"url": url, "query": {"key": "env:TOKEN"}}, TOKEN="my-token").ask(REFUND, known)

    assert "<h1>维护中 ***</h1>" == answer.body
    assert "key=***" in answer.exchanges[0].request


async def test_questions_carry_no_cookies_on(serve, make_system, known) -> None:
    cookies = []

    async def handle(request: web.Request) -> web.Response:
        cookies.append(dict(request.cookies))
        response = web.json_response({})
        response.set_cookie("sid", "1")
        return response

    async with serve(handle) as url:
        system = make_system({"url": url})
        await system.ask(REFUND, known)
        await system.ask(REFUND, known)

    assert [{}, {}] == cookies


PLAIN_SECRET = "a secret does not stand in a target file; write env:NAME and set the environment variable NAME."
UNKNOWN_KEY = "unknown key 'ulr'; 'system' has 'kind', 'url', 'headers', 'query' and 'limits'. Did you mean 'url'?"
UNKNOWN_NAME = "unknown placeholder 'consumer'; known here: case_id, consumer_id, lang. Did you mean 'consumer_id'?"
MISTAKES = {
    "no address": ({}, ["system: the key 'url' is missing; expected an address that begins with http:// or https://."]),
    "nothing": (None, ["system: found nothing, expected keys with values, such as 'url'."]),
    "another kind": (
        {"kind": "htp", "url": "http://x"},
        ["system.kind: no system 'htp'. Known: http. Did you mean 'http'?"],
    ),
    "all at once": (
        {"ulr": 1, "url": "http://{lang}/a?b", "headers": {"X-Api-Key": "abc"}, "limits": {"reply_s": -1}},
        [
            f"system.headers.X-Api-Key: {PLAIN_SECRET}",
            "system.limits.reply_s: found the number -1, expected more than 0.",
            "system.url: ends before any '?' or '#': the paths of probes follow it; what every request has is 'query'.",
            "system.url: the host stands in the file as it is; placeholders and env: come after it.",
            f"system: {UNKNOWN_KEY}",
        ],
    ),
    "unknown placeholder": (
        {"url": "http://x/{consumer}"},
        [f"system.url: {UNKNOWN_NAME}"],
    ),
}


@pytest.mark.parametrize(("content", "expected"), MISTAKES.values(), ids=MISTAKES)
async def test_mistakes_are_told_all_at_once(write, content: object, expected: list[str]) -> None:
    with pytest.raises(FileError) as caught:
        check_target(write(content))

    assert expected == sorted(f"{one.path}: {one.text}" for one in caught.value.mistakes)


async def test_mistakes_of_bot_and_system_are_told_together_with_their_lines(tmp_path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(
        "url: ftp://x\nreply: {}\nsystem:\n  url: http://x\n  headers:\n    X-Token: 7\nrequest: {m: '{txt}'}\n"
    )

    with pytest.raises(FileError) as caught:
        load_target(path, {})

    assert [(1, "url"), (6, "system.headers.X-Token"), (7, "request.m")] == [
        (one.line, one.path) for one in caught.value.mistakes
    ]


async def test_a_secret_that_is_not_set_is_named(write) -> None:
    path = write({"url": "http://x", "headers": {"Authorization": "env:SYSTEM_TOKEN"}})

    check_target(path)
    with pytest.raises(
        FileError, match=r"system\.headers\.Authorization: the environment variable SYSTEM_TOKEN is not set"
    ):
        load_target(path, {})


async def test_no_secret_shows_in_the_system_itself(make_system, known) -> None:
    system = make_system({"url": "http://127.0.0.1:1", "headers": {"Authorization": "env:T"}}, T="my-token")

    with pytest.raises(AdapterError) as caught:
        await system.ask(REFUND, known)

    assert "my-token" not in f"{system!r} {vars(system)!r} {caught.value} {caught.value.exchanges!r}"


async def test_a_target_without_a_system_has_none(tmp_path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(yaml.safe_dump(BOT), "utf-8")

    assert load_target(path, {}).system is None
