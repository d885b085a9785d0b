"""`runaround probe URL`: what speaks there is found out, tried, and written down; strangers are told apart in words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from runaround.cli import main
from runaround.conformance.stage import Script, say
from runaround.fake import FAKE_GROUP, Fake
from runaround.plugins import load_plugins
from runaround.recognising import find_signs
from runaround.target_file import load_target

pytestmark = [pytest.mark.anyio, pytest.mark.waits]

SECRET = "a-secret-of-the-tests"
LOGIN = ("--header", "Authorization: Bearer env:TOKEN")
PROPOSED = {sign.adapter for sign in find_signs()}
FAKES: dict[str, Fake] = load_plugins(FAKE_GROUP)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Told = tuple[int, str, str]


@pytest.fixture
def probe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Awaitable[Told]]:
    """Run the command in a thread of its own, for the server that it talks to lives in this one."""
    monkeypatch.setenv("TOKEN", SECRET)

    async def run(url: str, *more: str, limit: str = "3") -> Told:
        code = await asyncio.to_thread(main, ["probe", url, "--limit", limit, *more])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@asynccontextmanager
async def serve(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def answering(answer: Callable[[dict[str, Any]], object], seen: list[str] | None = None) -> Handler:
    """Return a bot at /chat that takes JSON, and lets nobody look."""

    async def handle(request: web.Request) -> web.Response:
        if seen is not None:
            seen.append(f"{request.method} {request.path}")
        if request.path != "/chat" or request.method != "POST":
            return web.Response(status=405 if request.path == "/chat" else 404)
        return web.json_response(answer(await request.json()))

    return handle


@pytest.mark.parametrize("name", FAKES)
async def test_every_fake_is_recognised_by_its_address(name: str, probe: Any, tmp_path: Path) -> None:
    async with FAKES[name].serve(Script([[say("Hello, how can I help?")]]), 0.1) as served:
        adapter, url = served.target["adapter"], str(served.target.get("url", "")).partition("?")[0]
        if adapter not in PROPOSED or "://" not in url or "recognised" in FAKES[name].cannot:
            return
        code, out, err = await probe(url, *LOGIN, "--write", str(tmp_path / "bot.yaml"))

        assert 0 == code, err
        assert "Hello, how can I help?" in out
        assert adapter == load_target(tmp_path / "bot.yaml", {"TOKEN": SECRET}).adapter_name
        assert SECRET not in out + err + (tmp_path / "bot.yaml").read_text("utf-8")


SHAPES: dict[str, tuple[Callable[[dict[str, Any]], object], dict[str, Any], str]] = {
    "english": (
        lambda said: {"status": "ok", "response": {"say": f"You said: {said.get('query', '')}"}},
        {"text": "response.say"},
        "query",
    ),
    "chinese": (
        lambda said: {"code": 0, "msg": "success", "数据": {"回复": f"您说：{said.get('text', '')}"}},
        {"text": '"数据"."回复"'},
        "text",
    ),
    "list": (
        lambda said: {"replies": [{"text": f"One: {said.get('message', '')}"}, {"text": "Two words"}]},
        {"messages": "replies", "text": "text"},
        "message",
    ),
}


@pytest.mark.parametrize(("answer", "reply", "key"), SHAPES.values(), ids=SHAPES)
async def test_a_bot_of_unknown_shape_is_described(
    answer: Callable[[dict[str, Any]], object], reply: dict[str, Any], key: str, probe: Any, tmp_path: Path
) -> None:
    async with serve(answering(answer)) as url:
        code, out, _ = await probe(f"{url}/chat", "--write", str(tmp_path / "bot.yaml"))

    written = yaml.safe_load((tmp_path / "bot.yaml").read_text("utf-8"))
    assert 0 == code
    assert ("http", reply) == (written["adapter"], written["reply"])
    assert [key] == [name for name, value in written["request"].items() if value == "{text}"]
    assert f"it reads the words under '{key}'" in out


async def test_a_bot_that_greets_whatever_is_said_is_sent_every_usual_key(probe: Any, tmp_path: Path) -> None:
    async with serve(answering(lambda _said: {"answer": "Hello, I am the bot."})) as url:
        code, out, _ = await probe(f"{url}/chat", "--write", str(tmp_path / "bot.yaml"))

    written = yaml.safe_load((tmp_path / "bot.yaml").read_text("utf-8"))
    assert 0 == code
    assert {"message", "text", "query"} < set(written["request"])
    assert "does not show which of them your bot reads" in out


async def test_a_bot_that_refuses_unknown_keys_is_asked_with_fewer(probe: Any) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.path != "/chat" or request.method != "POST":
            return web.Response(status=404)
        said = await request.json()
        if set(said) != {"message", "user_id"}:
            return web.json_response({"detail": "extra keys are forbidden"}, status=422)
        return web.json_response({"reply": "Hello to you"})

    async with serve(handle) as url:
        code, out, _ = await probe(f"{url}/chat")

    assert 0 == code
    assert "message: '{text}'\n  user_id: '{consumer_id}'" in out


async def test_a_preset_is_known_by_its_address(probe: Any) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.path != "/api/v1/prediction/flow-1" or request.method != "POST":
            return web.Response(status=404)
        return web.json_response({"text": "Hello from the flow", "chatMessageId": "1"})

    async with serve(handle) as url:
        code, out, _ = await probe(f"{url}/api/v1/prediction/flow-1")

    assert 0 == code
    assert "the adapter http with the preset flowise: its path is that of Flowise" in out
    assert "with:\n  flow: flow-1" in out


async def test_few_requests_are_made_each_is_told_and_nobody_else_is_asked(probe: Any) -> None:
    seen: list[str] = []
    async with serve(answering(lambda said: {"reply": f"You said: {said.get('message', '')}"}, seen)) as url:
        code, out, err = await probe(f"{url}/chat")

    told = [line for line in out.splitlines() if " → " in line]
    assert 0 == code
    assert len(seen) == len(told) + 1 <= 8, "the greeting through the target file is shown with its wire"
    assert err.count("http://127.0.0.1") == len(told)
    assert all(url in line for line in told)


async def refuse(request: web.Request) -> web.Response:
    if request.headers.get("Authorization") != f"Bearer {SECRET}":
        return web.Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="bots"'})
    if request.method != "POST" or request.path != "/chat":
        return web.Response(status=404)
    return web.json_response({"reply": f"Hello {(await request.json()).get('message', '')}"})


async def test_a_login_that_is_needed_is_told_with_the_header(probe: Any) -> None:
    async with serve(refuse) as url:
        code, _, err = await probe(f"{url}/chat")

    assert 2 == code
    assert "HTTP 401, and asks for 'Bearer realm=\"bots\"': it wants a login" in err
    assert "--header 'Authorization: Bearer env:TOKEN'" in err


async def test_a_login_is_used_and_written_by_its_name_only(probe: Any, tmp_path: Path) -> None:
    async with serve(refuse) as url:
        code, out, err = await probe(f"{url}/chat", *LOGIN, "--write", str(tmp_path / "bot.yaml"))

    text = (tmp_path / "bot.yaml").read_text("utf-8")
    assert 0 == code, err
    assert "Authorization: Bearer env:TOKEN" in text
    assert SECRET not in out + err + text


async def page(_request: web.Request) -> web.Response:
    return web.Response(text="<html><body>Shop</body></html>", content_type="text/html")


async def nothing(_request: web.Request) -> web.Response:
    return web.Response(status=404)


async def elsewhere(_request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "https://other.example/bot"})


async def endless(_request: web.Request) -> web.Response:
    return web.Response(body=b" " * 700_000, content_type="application/json")


async def hanging(_request: web.Request) -> web.Response:
    await asyncio.sleep(60)
    return web.Response()


async def plain(request: web.Request) -> web.Response:
    return web.Response(text="Hello, I am plain text") if request.method == "POST" else web.Response(status=405)


async def wordless(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok", "id": 7}) if request.method == "POST" else web.Response(status=405)


async def strict(request: web.Request) -> web.Response:
    if request.method != "POST":
        return web.Response(status=405)
    return web.json_response({"error": "consumer: expected text\x1b[2J"}, status=400)


async def hostile(request: web.Request) -> web.Response:
    if request.method != "POST":
        return web.Response(status=405)
    return web.json_response({"reply": "\x1b[2J ::error:: \u202eevil words", "id": "::set-output name=x::1"})


STRANGERS: dict[str, tuple[Handler, str]] = {
    "html": (page, "A web page is there, and no bot's own address."),
    "404": (nothing, "Nothing was found there that can be talked to."),
    "redirect": (elsewhere, "sends on to 'https://other.example/bot', which is not followed"),
    "huge": (endless, "Nothing was found there that can be talked to."),
    "hang": (hanging, "A larger --limit gives it more time."),
    "not json": (plain, "It answers with text that is not JSON"),
    "strict": (strict, "What was sent is not taken there (HTTP 400): "),
    "no words": (wordless, "JSON in which nothing looks like words"),
}


@pytest.mark.parametrize(("handler", "told"), STRANGERS.values(), ids=STRANGERS)
async def test_a_stranger_is_told_apart_in_words(handler: Handler, told: str, probe: Any, tmp_path: Path) -> None:
    async with serve(handler) as url:
        code, _, err = await probe(f"{url}/chat", "--write", str(tmp_path / "bot.yaml"), limit="0.3")

    assert 2 == code
    assert told in err
    assert "Traceback" not in err
    assert not (tmp_path / "bot.yaml").exists()


async def test_what_a_bot_says_is_harmless_where_it_is_shown_and_written(probe: Any, tmp_path: Path) -> None:
    async with serve(hostile) as url:
        code, out, err = await probe(f"{url}/chat", "--write", str(tmp_path / "bot.yaml"))

    assert 0 == code
    assert not {"\x1b", "\u202e"} & set(out + err + (tmp_path / "bot.yaml").read_text("utf-8"))


async def test_nobody_there_is_one_clear_line(probe: Any) -> None:
    async with serve(nothing) as url:
        pass
    code, _, err = await probe(f"{url}/chat")

    assert 2 == code
    assert "no connection" in err
    assert "Nothing was found" not in err


WRONG: dict[str, tuple[list[str], str]] = {
    "secret in a header": (
        ["http://127.0.0.1:1/", "--header", "Authorization: Bearer sk-12345678"],
        "export TOKEN=... and write --header 'Authorization: Bearer env:TOKEN'",
    ),
    "secret in the address": (["http://127.0.0.1:1/?api_key=12345678"], "seems to hold a secret (api_key=…)"),
    "password in the address": (["http://me:pass@127.0.0.1:1/"], "holds a password"),
    "no header": (["http://127.0.0.1:1/", "--header", "Bearer"], "expected NAME: VALUE"),
    "unset variable": (
        ["http://127.0.0.1:1/", "--header", "X-Key: env:NO_SUCH_VARIABLE"],
        "NO_SUCH_VARIABLE is not set",
    ),
    "another scheme": (["ftp://bot.example/"], "begins with https://"),
    "no host": (["https://"], "begins with https://"),
    "no scheme": (["bot.example/chat"], "If it is an address, it begins with https://"),
    "bad port": (["https://bot.example:99999/"], "is no address"),
    "file with --write": (["bot.yaml", "--write", "x.yaml"], "--write goes with an address"),
}


@pytest.mark.parametrize(("args", "told"), WRONG.values(), ids=WRONG)
async def test_what_cannot_be_used_is_refused_before_anything_is_sent(args: list[str], told: str, probe: Any) -> None:
    code, out, err = await probe(*args)

    assert (2, "") == (code, out)
    assert told in err
    assert "12345678" not in err


async def test_a_file_that_is_there_is_left_alone_unless_forced(probe: Any, tmp_path: Path) -> None:
    path = tmp_path / "bot.yaml"
    path.write_text("mine", "utf-8")
    async with serve(answering(lambda said: {"reply": f"Hello {said.get('message', '')}"})) as url:
        refused, _, told = await probe(f"{url}/chat", "--write", str(path))
        kept = path.read_text("utf-8")
        forced, _, _ = await probe(f"{url}/chat", "--write", str(path), "--force")

    assert (2, "mine", 0) == (refused, kept, forced)
    assert "is there already" in told
    assert "adapter: http" in path.read_text("utf-8")


async def test_a_silent_bot_is_not_written_down(probe: Any, tmp_path: Path) -> None:
    async def rasa(request: web.Request) -> web.Response:
        if request.path == "/":
            return web.Response(text="Hello from Rasa: 3.6.21")
        return web.json_response([]) if request.method == "POST" else web.Response(status=404)

    async with serve(rasa) as url:
        code, out, err = await probe(url, "--write", str(tmp_path / "bot.yaml"))

    assert 1 == code
    assert "It speaks to the adapter rasa: it says that it is Rasa." in out
    assert "no file is written" in err
    assert not (tmp_path / "bot.yaml").exists()
