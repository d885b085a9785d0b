"""Chat widgets in a real browser: what pages do with their messages, and what they try to do with a visitor."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

import runaround
from runaround.adapter import Adapter, Reply
from runaround.cli import main
from runaround.errors import AdapterError, FileError
from runaround.model import Button, Case, Click, ErrorKind, Event, Evidence, Item, Placing, Say, Speaker, TurnEnd, Wait
from runaround.reports.pictured import place_pictures
from runaround.specimens import serve_behind
from runaround_adapters._browser.chromium import Chromium
from runaround_adapters._browser.guard import is_private
from runaround_adapters.fakes.browser import PAGE

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

WIDGET = """<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title>
<style>.text { white-space: pre-wrap }</style>
<div id="log"></div><div id="under"></div><p id="status" hidden></p><textarea></textarea>
<script>
const list = [];
const draw = () => {
  log.replaceChildren(...list.slice(-(globalThis.most || 1000)).map(({ who, text }) => {
    const row = document.createElement("div");
    row.className = "message " + who;
    row.append(Object.assign(document.createElement("p"), { className: "text", textContent: text }));
    return row;
  }));
};
const say = (text, who = "bot") => { list.push({ who, text }); draw(); };
const later = (ms, act) => setTimeout(act, ms);
document.querySelector("textarea").onkeydown = (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  const text = event.target.value;
  event.target.value = "";
  list.push({ who: "me", text });
  draw();
  answer(text);
};
let answer = (text) => say("You said " + text);
BEHAVIOUR
</script>"""

MESSAGES = {"each": ".message", "own": ".me", "human": ".agent", "text": ".text", "buttons": "button", "stable_s": 0.15}
TARGET = {
    "adapter": "browser",
    "name": "Shop",
    "messages": MESSAGES,
    "input": "textarea",
    "welcome": {"wait_s": 0.5},
    "turn": {"quiet_s": 0.4},
    "limits": {"reply_s": 8, "connect_s": 15},
    "pictures": False,
}

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One event loop for all tests of this page, so that they share one browser."""
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
async def _one_browser(chromium: str, anyio_backend: str) -> AsyncIterator[None]:
    held = Chromium()
    await held.get()
    yield
    await held.close()


@pytest.fixture
def visit(serve, make_adapter, case: Case) -> Visit:
    """Visit a page whose script does what is given, and say some things there."""

    async def play(behaviour: str, *actions: Any, **target: Any) -> list[Reply]:
        async with serve_page(serve, WIDGET.replace("BEHAVIOUR", behaviour)) as url:
            adapter = make_adapter({**TARGET, "url": url, **target})
            return await talk(adapter, case, *actions)

    return play


@asynccontextmanager
async def serve_page(serve, page: str) -> AsyncIterator[str]:
    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    async with serve(show) as url:
        yield f"{url}/"


async def talk(adapter: Adapter, case: Case, *actions: Any, session: int = 1) -> list[Reply]:
    """Return the welcome and the replies to `actions`; a function makes an action of the replies so far."""
    try:
        visit, welcome = await adapter.open(case, session=session)
        replies = [welcome]
        try:
            for action in actions:
                chosen = action(replies) if callable(action) else action
                is_wait = isinstance(chosen, Wait)
                replies.append(await (visit.listen(chosen.seconds) if is_wait else visit.send(chosen)))
        finally:
            await visit.close()
        return replies
    finally:
        await adapter.close()


def texts(replies: list[Reply]) -> list[list[str]]:
    return [[message.text for message in reply.messages] for reply in replies]


def record(reply: Reply) -> str:
    return "\n".join(one.response for one in reply.exchanges)


async def test_a_widget_in_a_frame_and_a_shadow_tree_is_audited_by_selectors_with_pictures(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("TOKEN", "let-me-in-please")
    async with serve_behind("verbatim_looper", PAGE, quiet_s=0.15) as served:
        run = await runaround.arun(served.target, "missing_item.en", store=tmp_path / "runs.db")

    (case,) = run.cases
    pictures = place_pictures(case.transcript)
    replies = {index for index, turn in enumerate(case.transcript.turns) if turn.speaker is not Speaker.CONSUMER}
    page = runaround.report(run, "html")
    assert "loop/answer" in {finding.kind for finding in case.verdict.findings}
    assert set(pictures) <= replies
    assert len(case.transcript.turn_ends) == len(pictures)
    assert {"image/jpeg"} == {picture.media_type for picture in pictures.values()}
    assert len(pictures) == page.count('src="data:image/jpeg;base64,')
    assert "let-me-in-please" not in str(case.transcript.exchanges)
    store, folder = f"--store={tmp_path / 'runs.db'}", tmp_path / "pictures"
    assert 0 == main(["show", "latest", case.transcript.id, "--wire", f"--pictures={folder}", store])
    taken = [one.picture.sha256 for one in case.transcript.exchanges if one.picture]
    assert taken == [hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())]
    shown = capsys.readouterr().out
    assert [] == [proof for proof in taken if proof not in shown]


@pytest.mark.parametrize("most", ["1000", "3"], ids=["whole", "last three"])
async def test_a_list_that_is_drawn_anew_says_nothing_twice_and_loses_no_repetition(visit: Visit, most: str) -> None:
    said = [Say("a"), Say("b"), Say("c")]

    replies = await visit(f"globalThis.most = {most}; answer = () => say('Upload a photo'); say('Hello');", *said)

    assert [["Hello"], *[["Upload a photo"]] * 3] == texts(replies)


async def test_a_text_that_grows_is_one_message_and_what_grows_later_is_another(visit: Visit) -> None:
    grows = """answer = () => {
      say(""); const last = list.at(-1), words = ["We ", "are ", "looking "];
      words.forEach((word, place) => later(60 * place, () => { last.text += word; draw(); }));
      later(1500, () => { last.text += "into it"; draw(); });
    };"""

    replies = await visit(grows, Say("hi"), Wait(3))

    assert [[], ["We are looking"], ["into it"]] == texts(replies)
    assert Placing.LATE is replies[2].messages[0].placing


async def test_a_page_that_loads_anew_goes_on_where_it_was(visit: Visit) -> None:
    kept = """
      const old = JSON.parse(sessionStorage.kept || "[]"); list.push(...old); draw();
      answer = (text) => {
        say("You said " + text); sessionStorage.kept = JSON.stringify(list);
        if (text === "reload") later(1, () => location.reload());
      };
      if (!old.length) say("Hello");
      else later(300, () => say("You said so"));"""

    replies = await visit(kept, Say("reload"), Wait(3), Say("b"))

    assert ["Hello", "You said reload", "You said so", "You said b"] == [one for some in texts(replies) for one in some]


async def test_a_consumer_who_comes_back_hears_nothing_again_and_nobody_else_does(
    serve, make_adapter, case: Case
) -> None:
    kept = """const old = JSON.parse(localStorage.kept || "[]"); list.push(...old); draw();
      later(30, () => { say("Hello"); });
      answer = (text) => { say("You said " + text); localStorage.kept = JSON.stringify(list); };"""
    other = replace(case, id="case-2")

    async with serve_page(serve, WIDGET.replace("BEHAVIOUR", kept)) as url:
        adapter = make_adapter({**TARGET, "url": url})
        first = await talk(adapter, case, Say("a"))
        again = await talk(adapter, case, Say("b"), session=2)
        apart = await talk(adapter, other, Say("c"))

    assert [["Hello"], ["You said a"]] == texts(first)
    assert [["Hello"], ["You said b"]] == texts(again)
    assert "shows from before" in record(again[0])
    assert "shows from before" not in record(apart[0])


async def test_choices_under_the_talk_belong_to_the_last_message_and_are_found_when_drawn_anew(visit: Visit) -> None:
    chips = """
      const offer = () => { under.innerHTML = "<button data-value=/refund>Refund</button><button>A person</button>";
        for (const one of under.children) one.onclick = () => {
          under.innerHTML = ""; say("Chosen: " + one.textContent);
        };
      };
      answer = () => { say("What is it?"); offer(); later(700, offer); };"""
    click = lambda replies: Click(button=replies[1].messages[0].buttons[1])  # noqa: E731 (an action of a table)

    replies = await visit(chips, Say("hi"), Wait(0.6), click, choices="#under button")

    assert (Button("Refund", "/refund"), Button("A person")) == replies[1].messages[0].buttons
    assert [[], ["What is it?"], [], ["Chosen: A person"]] == texts(replies)


async def test_what_the_page_shows_of_a_transfer_is_an_event_and_a_human_is_known(visit: Visit) -> None:
    hands_over = """answer = () => {
      document.getElementById("status").hidden = false;
      document.getElementById("status").textContent = "You are number 2 in the queue";
      later(200, () => { document.getElementById("status").textContent = "Li has joined"; say("I am Li", "agent"); });
      later(700, () => { document.getElementById("status").textContent = "The chat was closed"; });
    };"""
    events = {
        "queue": {"select": "#status", "text": "in the queue|排队"},
        "human_joined": {"select": "#status", "text": ["has joined", "已接入"]},
        "session_end": {"select": "#status", "text": "closed"},
    }

    (_, reply) = await visit(hands_over, Say("a person"), events=events, turn={"quiet_s": 1.0})

    told = [(one.speaker, one.event, one.text) for one in reply.messages]
    assert sorted(
        [
            (Speaker.SYSTEM, Event.QUEUE, "You are number 2 in the queue"),
            (Speaker.SYSTEM, Event.HUMAN_JOINED, "Li has joined"),
            (Speaker.HUMAN, None, "I am Li"),
            (Speaker.SYSTEM, Event.SESSION_END, "The chat was closed"),
        ],
        key=str,
    ) == sorted(told, key=str)
    assert TurnEnd.SESSION_END is reply.ended_by


async def test_a_hostile_page_gets_nothing_and_everything_is_told(visit: Visit) -> None:
    hostile = """answer = () => {
      alert("Pay first"); confirm("Sure?");
      open("https://evil.invalid/offer");
      location.href = "https://evil.invalid/away";
      Object.assign(document.createElement("a"), { href: "data:text/plain,x", download: "virus.exe" }).click();
      navigator.geolocation.getCurrentPosition(() => say("found you"), () => say("not found"));
      say("Done");
    };"""

    (_, reply) = await visit(hostile, Say("hi"))

    assert {"Done", "not found", ""} == {message.text for message in reply.messages}
    assert ["https://evil.invalid/offer"] == [link.url for one in reply.messages for link in one.links]
    told = record(reply)
    expected = [
        "dialog (alert)",
        "dialog (confirm)",
        "evil.invalid/offer; it was not",
        "evil.invalid/away; it was kept",
    ]
    assert [] == [one for one in expected if one not in told]
    assert "virus.exe" in told


async def test_a_page_from_outside_reaches_no_private_network(
    serve, make_adapter, case: Case, chromium: str, tmp_path: Path
) -> None:
    """A browser that is told where `shop.invalid` is takes this machine for a site of the internet."""
    asked: list[str] = []

    async def show(request: web.Request) -> web.Response:
        asked.append(f"{request.host}{request.path}")
        script = f"""answer = async () => {{
          const tried = await Promise.allSettled(
            ["http://127.0.0.1:{request.url.port}/secret", "http://localhost:{request.url.port}/secret"]
              .map((url) => fetch(url, {{ mode: "no-cors" }})));
          const socket = await new Promise((done) => {{
            const one = new WebSocket("ws://127.0.0.1:{request.url.port}/socket");
            one.onclose = () => done("closed"); one.onopen = () => later(200, () => done("open"));
          }});
          say(tried.map((one) => one.status).join() + "," + navigator.userAgent.split(" ").pop());
        }};"""
        return web.Response(text=WIDGET.replace("BEHAVIOUR", script), content_type="text/html")

    async with serve(show) as url:
        port = url.rpartition(":")[2]
        program = tmp_path / "browser"
        program.write_text(f'#!/bin/sh\nexec {chromium} --host-resolver-rules="MAP shop.invalid 127.0.0.1" "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        window = {"path": str(program), "agent_note": "runaround-audit"}
        adapter = make_adapter({**TARGET, "url": f"http://shop.invalid:{port}/", "browser": window})
        replies = await talk(adapter, case, Say("hi"))

    assert [[], ["rejected,rejected,runaround-audit"]] == texts(replies)
    assert {f"shop.invalid:{port}/"} == set(asked)
    assert "127.0.0.1, which is on a private network" in record(replies[1])


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("169.254.169.254", True), ("[::1]", True),
        ("::ffff:10.0.0.1", True), ("fd00::1", True), ("localhost", True), ("printer", True), ("db.internal", True),
        ("8.8.8.8", False), ("shop.example", False), ("2606:4700::1111", False),
    ],
)  # fmt: skip
async def test_which_hosts_are_private(host: str, expected: bool) -> None:
    assert expected == is_private(host)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, ErrorKind.UNAUTHORIZED), (403, ErrorKind.UNAUTHORIZED), (429, ErrorKind.RATE_LIMITED),
     (503, ErrorKind.HTTP_STATUS)],
)  # fmt: skip
async def test_a_page_that_does_not_come_is_an_error_of_its_kind(
    serve, make_adapter, case: Case, status: int, kind: ErrorKind
) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    async with serve(refuse) as url:
        with pytest.raises(AdapterError) as caught:
            await talk(make_adapter({**TARGET, "url": f"{url}/", "pictures": True}), case)

    assert (kind, True) == (caught.value.kind, bool(caught.value.exchanges[-1].picture))


async def test_nobody_at_the_address_is_unreachable(serve, make_adapter, case: Case) -> None:
    async with serve_page(serve, "") as url:
        pass

    with pytest.raises(AdapterError, match="no connection") as caught:
        await talk(make_adapter({**TARGET, "url": url}), case)

    assert ErrorKind.UNREACHABLE is caught.value.kind


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "input": ({"input": "#nothing"}, r"'#nothing' \(input\) finds nothing"),
    "frame": ({"frame": "iframe.chat"}, r"'iframe.chat' \(frame\) finds nothing"),
    "no frame": ({"frame": "#log"}, r"'#log' \(frame\) is no iframe"),
    "step": ({"open": [{"click": "#launch"}]}, r"open\[0\]: click '#launch' could not be done"),
    "hidden input": ({"input": "#hidden"}, "nothing can be written"),
    "short input": ({"input": "#short"}, r"the field holds 2 of 5 characters; nothing was sent"),
    "no upload": ({}, "takes no files"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_not_on_the_page_is_told_by_its_selector(visit: Visit, tmp_path: Path, name: str) -> None:
    target, told = WRONG[name]
    more = """document.body.insertAdjacentHTML("beforeend", "<input id=hidden hidden><input id=short maxlength=2>");"""
    (tmp_path / "photo.png").write_bytes(b"x")
    files = (Evidence(Item.PHOTO, str(tmp_path / "photo.png"), "image/png"),) if name == "no upload" else ()

    with pytest.raises(AdapterError, match=told):
        await visit(more, Say("hello", files), **{**target, "limits": {"connect_s": 3, "reply_s": 2}})


async def test_a_closed_shadow_tree_cannot_be_seen(visit: Visit) -> None:
    closed = """const box = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "closed" });
      box.append(document.querySelector("textarea"));"""

    with pytest.raises(AdapterError, match=r"'textarea' \(input\) finds nothing"):
        await visit(closed, limits={"connect_s": 3})


async def test_a_picture_that_is_too_large_or_shows_a_secret_is_not_kept_and_it_is_told(
    serve, make_adapter, case: Case
) -> None:
    noise = """const noise = document.body.appendChild(document.createElement("canvas"));
      Object.assign(noise, { width: 900, height: 600 });
      const pen = noise.getContext("2d"), pixels = pen.createImageData(900, 600);
      for (let at = 0; at < pixels.data.length; at += 1) pixels.data[at] = Math.random() * 255;
      pen.putImageData(pixels, 0, 0);
      answer = (text) => { noise.remove(); say(text === "a" ? "ok" : "it is s3cret-code"); };"""
    shown = {"max_bytes": 40_000}
    steps = [{"fill": "textarea", "with": "env:CODE"}, {"fill": "textarea", "with": ""}]

    async with serve_page(serve, WIDGET.replace("BEHAVIOUR", noise)) as url:
        adapter = make_adapter({**TARGET, "url": url, "pictures": shown, "open": steps}, CODE="s3cret-code")
        replies = await talk(adapter, case, Say("a"), Say("b"))

    pictures = [
        [one.picture for one in reply.exchanges if "as the consumer sees it" in one.response] for reply in replies
    ]
    assert [[False], [True], [False]] == [[one is not None for one in some] for some in pictures]
    assert "more than 40,000 bytes" in record(replies[0])
    assert "a secret is to be seen" in record(replies[2])
    assert [["ok"], ["it is ***"]] == texts(replies)[1:]


async def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    wrong = {
        **TARGET,
        "url": "https://shop.example/",
        "open": [{"click": "#a", "fill": "#b"}, {"fill": "#c"}, {"click": "#d", "with": "x"}],
        "events": {"queue": {"select": "#q", "text": "("}},
        "login": {"user": "qa", "password": "env:NOWHERE"},
        "sned": "#send",
    }

    with pytest.raises(FileError) as caught:
        make_adapter(wrong)

    assert sorted({"open[0]", "open[1].with", "open[2].with", "events.queue.text[0]", "login.password", ""}) == sorted(
        {mistake.path for mistake in caught.value.mistakes}
    )
