"""Target files: every mistake at once, with its line, and no secret in any message."""

from pathlib import Path

import pytest

from runaround.adapter import ADAPTER_GROUP
from runaround.errors import FileError, PluginError
from runaround.plugins import find_plugins
from runaround.target_file import Target, check_target, load_target, make_target

GOOD = """\
name: Shop
url: https://bot.example/chat
headers: {Authorization: "Bearer env:TOKEN"}
request: {m: "{text}"}
reply: {}
limits: {concurrency: 3}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(text, "utf-8")
    return path


def mistakes_of(path: Path, **environ: str) -> list[tuple[int, str, str]]:
    with pytest.raises(FileError) as caught:
        load_target(path, environ)
    return [(one.line, one.path, one.text) for one in caught.value.mistakes]


def test_a_target_file_is_read(tmp_path: Path) -> None:
    target = load_target(write(tmp_path, GOOD), {"TOKEN": "my-token"})

    assert (target.name, target.adapter_name, target.max_concurrency) == ("Shop", "http", 3)
    assert "my-token" not in repr(target)


def test_without_a_name_the_file_gives_it(tmp_path: Path) -> None:
    path = write(tmp_path, "url: http://127.0.0.1:1\nquery: {m: '{text}'}\nreply: {}\n")

    target = load_target(path, {})

    assert Target("shop", "http", target.adapter, 8, digest=target.digest) == target


def test_the_digest_of_a_target_changes_with_its_file_and_not_with_its_secrets(tmp_path: Path) -> None:
    text = "url: http://127.0.0.1:1\nheaders: {authorization: 'env:KEY'}\nquery: {m: '{text}'}\nreply: {}\n"
    first = load_target(write(tmp_path, text), {"KEY": "one key"}).digest

    assert first == load_target(write(tmp_path, text), {"KEY": "two keys"}).digest
    assert first != load_target(write(tmp_path, text + "limits: {reply_s: 9}\n"), {"KEY": "one key"}).digest


def test_a_name_that_looks_like_a_number_stays_as_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path, "name: 2024\nurl: http://127.0.0.1:1\nquery: {m: '{text}'}\nreply: {}\n")

    assert "2024" == load_target(path, {}).name


def test_a_file_is_checked_without_its_secrets(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)

    check_target(path)

    assert [
        (
            3,
            "headers.Authorization",
            "the environment variable TOKEN is not set. Set it in the same terminal: export TOKEN=...",
        )
    ] == mistakes_of(path)


def test_a_document_from_elsewhere_makes_a_target() -> None:
    document = {"url": "http://127.0.0.1:1", "request": "{text}", "reply": {}}

    assert make_target(document, {}, file="specimen healthy").name == "specimen healthy"


def test_every_mistake_of_shape_is_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
name: [7]
url: ftp://secret@bot.example
methd: POST
method: post
headers: {"X Y": 1}
open: {welcome: maybe}
limits:
  reply_s: 0
  concurrency: 2
""",
    )

    keys = (
        "'adapter', 'name', 'preset', 'with', 'url', 'method', 'headers', 'query', 'request', 'body', 'take', "
        "'take_secret', 'click', 'open', 'close', 'poll', 'upload', 'stream', 'signals', 'turn', 'welcome', "
        "'reply', 'system' and 'limits'"
    )
    assert mistakes_of(path) == [
        (1, "", "the key 'reply' is missing; expected where the messages are in the answer."),
        (1, "name", "found a list of 1, expected text."),
        (
            2,
            "url",
            (
                "expected an address that begins with http:// or https://;"
                " what was found may be a secret and is not shown."
            ),
        ),
        (3, "", f"unknown key 'methd'; a target file of the adapter http has {keys}. Did you mean 'method'?"),
        (4, "method", "found the text 'post', expected GET, POST, PUT, PATCH or DELETE."),
        (5, "headers", "found the text 'X Y', expected the name of a header."),
        (6, "open.welcome", "found the text 'maybe', expected true or false."),
        (8, "limits.reply_s", "found the number 0, expected more than 0."),
    ]


CONFUSED = """\
url: https://me:pw@bot.example/{texxt}
headers:
  X-Api-Key: 1234567890
  X-Short: env:SHORT
request:
  message: "{txt}"
  nested: [one, "{", "Hi {session_id?}"]
  missing: env:MISSING
upload:
  how: url
  field: x
  each: "{file.nam}"
reply:
  text: "a["
"""
KNOWN = (
    "button, button.label, button.value, case_id, consumer_id, elapsed_s, files, lang, link, link.title, link.url,"
    " message_id, session, session_id, text"
)
KNOWN_OF_FILES = (
    "case_id, consumer_id, elapsed_s, file.describes, file.kind, file.media_type, file.name, file.sha256, file.size,"
    " file.url, lang, message_id, session, session_id"
)
CONFUSIONS = [
    (1, "url", 'holds a password; use a header such as Authorization: "Basic env:NAME".'),
    (1, "url", f"unknown placeholder 'texxt'; known here: {KNOWN}. Did you mean 'text'?"),
    (
        3,
        "headers.X-Api-Key",
        "a secret does not stand in a target file; write env:NAME and set the environment variable NAME.",
    ),
    (4, "headers.X-Short", "the environment variable SHORT is shorter than 4 characters and cannot be kept secret."),
    (5, "request", "the placeholder {text} is nowhere; what the consumer says would not be sent."),
    (6, "request.message", f"unknown placeholder 'txt'; known here: {KNOWN}. Did you mean 'text'?"),
    (7, "request.nested[1]", "a lone '{' in '{'; write '{{' for a brace."),
    (
        7,
        "request.nested[2]",
        "'{session_id?}' can be left out only where it is the whole value; found 'Hi {session_id?}'.",
    ),
    (
        8,
        "request.missing",
        "the environment variable MISSING is not set. Set it in the same terminal: export MISSING=...",
    ),
    (9, "upload", "how: url needs either 'serve' or 'public_url'."),
    (11, "upload.field", "has no meaning with how: url; take it out."),
    (
        12,
        "upload.each",
        f"unknown placeholder 'file.nam'; known here: {KNOWN_OF_FILES}. Did you mean 'file.name'?",
    ),
    (
        14,
        "reply.text",
        (
            "'a[' is not a JMESPath expression."
            " A name with other signs than letters, digits and '_' stands in double quotes."
        ),
    ),
]


def test_every_mistake_of_meaning_is_told_at_once(tmp_path: Path) -> None:
    assert mistakes_of(write(tmp_path, CONFUSED), SHORT="abc") == CONFUSIONS


def test_mistakes_of_shape_and_of_meaning_are_told_together(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
url: https://bot.example/chat
methd: PUT
headers:
  X Y: one
  X-Api-Key: 1234567890
request: {m: "{text}", n: "{txt}"}
reply:
  text: "a["
  speaker: {map: {me: consumer}}
  buttons: {list: choices, label: 7, value: "b["}
upload: {how: fax, each: "{file.nam}"}
limits: {reply_s: 0}
""",
    )

    assert [(line, place) for line, place, _ in mistakes_of(path)] == [
        (2, ""),
        (4, "headers"),
        (5, "headers.X-Api-Key"),
        (6, "request.n"),
        (8, "reply.text"),
        (9, "reply.speaker"),
        (10, "reply.buttons.label"),
        (10, "reply.buttons.value"),
        (11, "upload.how"),
        (12, "limits.reply_s"),
    ]


FOLLOWING = {
    "take": ("request: ['{text}', '{token}']\nreply: {}\ntake: [token]\n", [(4, "take")]),
    "take_in_open": ("request: ['{text}', '{token}']\nreply: {}\nopen: {tak: {token: t}}\n", [(4, "open")]),
    "request": ("reqest: '{text}'\nreply: {}\n", [(2, "")]),
    "url": ("reply: {}\n", [(1, "url")]),
    "serve": ("request: '{text}'\nreply: {}\nupload: {how: url, serve: {prt: 1}}\n", [(4, "upload.serve")]),
    "upload_url": (
        "request: {m: '{text}'}\nreply: {}\nupload: {how: multipart, url: 7, take: {a: b}}\n",
        [(4, "upload.url")],
    ),
}


@pytest.mark.parametrize(("text", "places"), FOLLOWING.values(), ids=FOLLOWING.keys())
def test_what_only_follows_from_another_mistake_is_not_told(
    tmp_path: Path, text: str, places: list[tuple[int, str]]
) -> None:
    url = "ftp://bot.example/{text}" if places == [(1, "url")] else "http://127.0.0.1:1"

    assert places == [(line, place) for line, place, _ in mistakes_of(write(tmp_path, f"url: {url}\n{text}"))]


def test_a_missing_address_hides_no_other_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, "headers: {X-Token: plain}\nrequest: '{txt} {text}'\n")

    assert [(1, ""), (1, ""), (1, "headers.X-Token"), (2, "request")] == [
        (line, place) for line, place, _ in mistakes_of(path)
    ]


def test_an_adapter_that_breaks_on_the_rest_hides_no_mistake_of_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`load_plugin` is replaced: a broken plugin would have to be installed."""

    def break_down(*_: object) -> None:
        raise KeyError("url")

    monkeypatch.setattr("runaround.target_parts.load_plugin", lambda _group, _name: break_down)

    assert [(3, "limits")] == [
        (line, place) for line, place, _ in mistakes_of(write(tmp_path, "url: http://x\nreply: {}\nlimits: 7\n"))
    ]


FORMS = {
    "form": ("body: form\nrequest: '{text}'\n", [(3, "request")]),
    "multipart": (
        "request: ['{text}']\nupload: {how: multipart, take: {a: b}}\n",
        [(2, "request"), (3, "upload.take")],
    ),
    "click": ("request: {m: '{text}'}\nclick: {body: form, request: [1]}\n", [(3, "click.request")]),
}


@pytest.mark.parametrize(("text", "places"), FORMS.values(), ids=FORMS.keys())
def test_a_form_needs_fields(tmp_path: Path, text: str, places: list[tuple[int, str]]) -> None:
    path = write(tmp_path, f"url: http://127.0.0.1:1\n{text}reply: {{}}\n")

    assert places == [(line, place) for line, place, _ in mistakes_of(path)]


def test_a_plain_number_stays_as_written_in_a_header(tmp_path: Path) -> None:
    path = write(tmp_path, "url: http://127.0.0.1:1\nheaders: {X-Version: 1.10}\nrequest: '{text}'\nreply: {}\n")

    assert load_target(path, {}).name == "shop"


def test_an_unknown_adapter_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "name: x\nadapter: htp\n")
    known = ", ".join(find_plugins(ADAPTER_GROUP))

    assert [(2, "adapter", f"no adapter 'htp'. Known: {known}. Did you mean 'http'?")] == mistakes_of(path)


def test_a_file_that_is_a_list_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "- url\n")

    assert [(1, "", "found a list of 1, expected keys with values, such as 'url' and 'reply'.")] == mistakes_of(path)


def test_an_adapter_that_breaks_is_named_without_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its error may quote a secret. `load_plugin` is replaced: a broken plugin would have to be installed."""

    def break_down(*_: object) -> None:
        raise KeyError("my-token")

    monkeypatch.setattr("runaround.target_parts.load_plugin", lambda _group, _name: break_down)

    with pytest.raises(PluginError) as caught:
        load_target(write(tmp_path, GOOD), {"TOKEN": "my-token"})

    assert str(caught.value).endswith("the adapter 'http' broke with KeyError while it read this file.")
