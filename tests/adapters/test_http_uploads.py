"""The consumer's files reach the bot, in three ways, and the record shows what they were."""

import base64
import hashlib

import aiohttp
import pytest
from aiohttp import web

from runaround.errors import AdapterError, Unsupported
from runaround.model import ErrorKind, Evidence, Item, Message, Say, Speaker

pytestmark = pytest.mark.anyio

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5000  # over a megabyte, where aiohttp warns of large bodies
DIGEST = hashlib.sha256(CONTENT).hexdigest()
STAND_IN = f"<photo 1.png: {len(CONTENT)} bytes, sha256 {DIGEST}>"


@pytest.fixture
def photo(tmp_path) -> Evidence:
    path = tmp_path / "photo 1.png"
    path.write_bytes(CONTENT)
    return Evidence(Item.PHOTO, str(path), "image/png", "the opened parcel")


async def send(adapter, case, action):
    session, _ = await adapter.open(case, session=1)
    try:
        return await session.send(action)
    finally:
        await session.close()
        await adapter.close()


async def read_form(request: web.Request) -> dict[str, object]:
    fields: dict[str, object] = {}
    async for part in await request.multipart():
        content = await part.read()
        fields[part.name] = (
            (part.filename, part.headers["Content-Type"], content) if part.filename else content.decode()
        )
    return fields


async def test_a_file_goes_up_in_a_call_of_its_own(serve, make_adapter, case, photo) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/files":
            seen.append(await read_form(request))
            return web.json_response({"data": {"file": {"id": 77}}})
        seen.append(await request.json())
        return web.json_response({"text": "thanks"})

    async with serve(handle) as url:
        adapter = make_adapter(
            f"""
            url: {url}/chat
            request: {{m: "{{text}}", files: "{{files?}}"}}
            upload:
              how: multipart
              url: {url}/files
              field: image
              fields: {{purpose: chat, name: "{{file.name}}"}}
              take: {{id: data.file.id}}
            reply: {{}}
            """
        )

        reply = await send(adapter, case, Say("发了", (photo,)))

    assert seen == [
        {"purpose": "chat", "name": "photo 1.png", "image": ("photo 1.png", "image/png", CONTENT)},
        {"m": "发了", "files": [{"name": "photo 1.png", "type": "image/png", "id": 77}]},
    ]
    assert (Message(Speaker.BOT, "thanks"),) == reply.messages
    upload, message = reply.exchanges
    assert upload.request.endswith(f"\n\npurpose=chat\nname=photo 1.png\nimage={STAND_IN}")
    assert "POST" in message.request


async def test_a_file_goes_with_the_message_as_multipart(serve, make_adapter, case, photo) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        is_form = request.content_type == "multipart/form-data"
        seen.append(await read_form(request) if is_form else await request.json())
        return web.json_response("ok")

    async with serve(handle) as url:
        request = {"m": "{text}", "meta": {"lang": "{lang}"}}
        target = {"url": url, "request": request, "upload": {"how": "multipart", "field": "photo"}, "reply": {}}

        await send(make_adapter(target), case, Say("see", (photo,)))
        await send(make_adapter(target), case, Say("no file"))

    assert seen == [
        {"m": "see", "meta": '{"lang": "zh"}', "photo": ("photo 1.png", "image/png", CONTENT)},
        {"m": "no file", "meta": {"lang": "zh"}},
    ]


async def test_a_file_goes_inside_the_json_as_base64(serve, make_adapter, case, photo) -> None:
    seen = []

    async def echo(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.json_response({"text": "ok", "echo": seen[-1]})

    async with serve(echo) as url:
        each = {"uri": "data:{file.media_type};base64,{file.base64}", "kind": "{file.kind}"}
        target = {"url": url, "request": {"f": "{files}"}, "query": {"m": "{text}"}, "reply": {}}
        adapter = make_adapter({**target, "upload": {"how": "base64", "each": each}})

        reply = await send(adapter, case, Say("", (photo,)))

    encoded = base64.b64encode(CONTENT).decode()
    assert seen == [{"f": [{"uri": f"data:image/png;base64,{encoded}", "kind": "image"}]}]
    (exchange,) = reply.exchanges
    shown = f'{{"f": [{{"uri": "data:image/png;base64,{STAND_IN}", "kind": "image"}}]}}'
    assert exchange.request.endswith(f"\n\n{shown}")
    assert exchange.response.endswith(f'\n\n{{"text": "ok", "echo": {shown}}}')


async def test_a_served_file_is_fetched_by_the_bot_and_the_fetch_recorded(serve, make_adapter, case, photo) -> None:
    fetched = []

    async def fetch(request: web.Request) -> web.Response:
        body = await request.json()
        async with aiohttp.ClientSession() as client, client.get(body["files"][0]["url"]) as response:
            fetched.append((response.content_type, await response.read()))
        return web.json_response("got it")

    async with serve(fetch) as url:
        target = {"url": url, "request": {"m": "{text}", "files": "{files?}"}, "reply": {}}
        adapter = make_adapter({**target, "upload": {"how": "url", "serve": {}}})

        reply = await send(adapter, case, Say("看图", (photo,)))

    assert fetched == [("image/png", CONTENT)]
    _, fetch_record = reply.exchanges
    assert fetch_record.request.startswith("(the bot) GET http://127.0.0.1:")
    assert fetch_record.response == f"HTTP 200\n\n{STAND_IN}"


async def test_a_served_file_that_nobody_fetches_leaves_no_fetch_in_the_record(
    serve, make_adapter, case, photo
) -> None:
    async def ignore(_request: web.Request) -> web.Response:
        return web.json_response("got it")

    async with serve(ignore) as url:
        target = {"url": url, "request": {"m": "{text}", "files": "{files?}"}, "reply": {}}
        adapter = make_adapter({**target, "upload": {"how": "url", "serve": {}}})

        reply = await send(adapter, case, Say("看图", (photo,)))

    assert 1 == len(reply.exchanges)


async def test_a_file_elsewhere_is_named_by_its_public_address(serve, make_adapter, case, photo) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(await request.json())
        return web.json_response("ok")

    async with serve(handle) as url:
        public = "https://cdn.example/{case_id}/{file.name}"
        each = "{file.url}"
        target = {"url": url, "request": {"m": "{text}", "files": "{files}"}, "reply": {}}
        adapter = make_adapter({**target, "upload": {"how": "url", "public_url": public, "each": each}})

        await send(adapter, case, Say("x", (photo,)))

    assert seen == [{"m": "x", "files": ["https://cdn.example/case-1/photo%201.png"]}]


async def test_a_target_without_uploads_says_so_before_anything_is_sent(make_adapter, case, photo) -> None:
    adapter = make_adapter({"name": "Shop", "url": "http://127.0.0.1:1", "request": "{text}", "reply": {}})

    with pytest.raises(Unsupported) as caught:
        await send(adapter, case, Say("发了", (photo,)))

    assert str(caught.value) == (
        "Shop: this target takes no files (its file has no 'upload'); the consumer sends photo 1.png."
    )
    assert () == caught.value.exchanges


async def test_a_file_that_is_too_large_or_not_there_is_told(make_adapter, case, photo) -> None:
    target = {"name": "Shop", "url": "http://127.0.0.1:1", "request": {"m": "{text}", "f": "{files}"}, "reply": {}}
    adapter = make_adapter({**target, "upload": {"how": "base64", "max_bytes": 1000}})
    gone = Evidence(Item.PHOTO, "/nowhere/gone.png", "image/png")

    with pytest.raises(Unsupported) as large:
        await send(adapter, case, Say("", (photo,)))
    with pytest.raises(AdapterError) as missing:
        await send(adapter, case, Say("", (gone,)))

    size = f"{len(CONTENT):,}"
    assert str(large.value) == f"The evidence photo 1.png has {size} bytes; Shop takes 1,000 (upload.max_bytes)."
    assert str(missing.value) == "The evidence gone.png cannot be read: No such file or directory."
    assert missing.value.kind is ErrorKind.HARNESS
