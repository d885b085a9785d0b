"""Reading answers and links without a wire: hostile text, odd shapes, limits."""

import time

import pytest

from runaround.errors import NotJson, WrongShape
from runaround.model import Button, Link, Message, Speaker
from runaround_adapters._net.answers import BodyReader, parse_json, retry_after_s
from runaround_adapters._rules.links import find_links
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import ValuePath
from runaround_adapters._rules.template import fill


def heard(body: object, **paths: str) -> list[Message]:
    """Return the messages of `body` by a map of dotted names, written with `__`."""
    texts = {"messages": "@", "text": "text"} | {name.replace("__", "."): text for name, text in paths.items()}
    mapping = ReplyMap({name: ValuePath.of(f"reply.{name}", text) for name, text in texts.items()}, {}, {}, {})
    return [message for part in read_reply(body, mapping, quote=repr).parts for message in part.messages]


ODD = {
    "text": ("hello", ["hello"]),
    "number": ({"text": 7}, ["7"]),
    "list_of_texts": (["a", "", "b"], ["a", "b"]),
    "blank": ({"text": " \n"}, []),
    "mixed": ([{"text": "a"}, {"kind": "?"}, 5, None, ["x"]], ["a"]),
    "false_text": ([{"text": "a"}, {"text": None}], ["a"]),
}


@pytest.mark.parametrize(("body", "expected"), ODD.values(), ids=ODD.keys())
def test_what_can_be_understood_is(body, expected) -> None:
    assert expected == [message.text for message in heard(body)]


SHAPES = {
    "number": (5, {}, "reply.text (text) finds no words in 5; "),
    "list_as_text": ({"text": ["a"]}, {}, "reply.text (text) found ['a']; expected text."),
    "buttons": ({"text": "a", "b": 1}, {"buttons__list": "b"}, "reply.buttons.list (b) found 1; expected a list."),
    "label": (
        {"text": "a", "b": [{}]},
        {"buttons__list": "b", "buttons__label": "label", "buttons__value": "value"},
        "reply.buttons.label (label) finds no label in {}.",
    ),
    "link": (
        {"text": "a", "b": [{}]},
        {"links__list": "b", "links__url": "url", "links__title": "title"},
        "reply.links.url (url) finds no address in {}.",
    ),
    "function": (
        {"text": "a"},
        {"messages": "sort(text)"},
        "reply.messages (sort(text)) cannot be applied to {'text': 'a'}; it expects other types there.",
    ),
    "missing_list": ({"a": 1}, {"messages": "data.list"}, "reply.messages (data.list) finds nothing in {'a': 1}; "),
}


@pytest.mark.parametrize(("body", "paths", "expected"), SHAPES.values(), ids=SHAPES.keys())
def test_a_wrong_shape_names_path_and_value(body, paths, expected) -> None:
    with pytest.raises(WrongShape) as caught:
        heard(body, **paths)

    assert str(caught.value).startswith(expected)


def test_a_path_may_hold_chinese_and_hyphens() -> None:
    body = {"回复": [{"x-text": "好"}]}

    assert [Message(Speaker.BOT, "好")] == heard(body, messages='"回复"', text='"x-text"')


PLACES = "[{text: join(' ', [output.reply][]), buttons: output.quick}, {text: output.agent}]"
IN_PLACES = {
    "a_text": ({"reply": "好的"}, [Message(Speaker.BOT, "好的")]),
    "a_list": ({"reply": ["謝謝。", "請傳照片"]}, [Message(Speaker.BOT, "謝謝。 請傳照片")]),
    "buttons": (
        {"reply": "選一個", "quick": ["訂單", "真人"]},
        [Message(Speaker.BOT, "選一個", buttons=(Button("訂單"), Button("真人")))],
    ),
    "two_speak": ({"reply": "好", "agent": "我來了"}, [Message(Speaker.BOT, "好"), Message(Speaker.BOT, "我來了")]),
}


@pytest.mark.parametrize(("output", "expected"), IN_PLACES.values(), ids=IN_PLACES.keys())
def test_an_answer_in_several_places_is_put_together(output, expected) -> None:
    assert expected == heard({"output": output}, messages=PLACES, buttons__list="buttons")


LINKS = {
    "chinese_follows": ("见https://a.example/x，谢谢", [Link("https://a.example/x")]),
    "full_stop": (
        "See http://a.example/b. Or (http://c.example/d)!",
        [Link("http://a.example/b"), Link("http://c.example/d")],
    ),
    "markdown": ("[Form](https://a.example/f 'now') end", [Link("https://a.example/f", "Form")]),
    "image": ("![x](https://a.example/i.png)", [Link("https://a.example/i.png", "x")]),
    "html": (
        '<p><A class="b" HREF="https://a.example/?a=1&amp;b=2"><b>Go &gt;</b></A></p>',
        [Link("https://a.example/?a=1&b=2", "Go >")],
    ),
    "once": ("[A](https://a.example/) https://a.example/", [Link("https://a.example/", "A")]),
    "schemes": ("javascript:alert(1) <a href='javascript:x'>y</a> [z](file:///etc/passwd) ftp://a.example", []),
    "query": ("https://a.example/p?x=1,2&y=%E4%BD%A0#z", [Link("https://a.example/p?x=1,2&y=%E4%BD%A0#z")]),
}


@pytest.mark.parametrize(("text", "expected"), LINKS.values(), ids=LINKS.keys())
def test_links_are_found_in_text(text, expected) -> None:
    assert tuple(expected) == find_links(text)


HOSTILE = [
    "[",
    "[a](",
    "<a ",
    "<a href=x",
    "<a href='",
    "http://",
    "https://a(",
    "[](http://a(",
    "<" * 3 + "a href=",
    "](https://",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_costs_no_time(piece) -> None:
    text = piece * (200_000 // len(piece))

    began = time.process_time()
    find_links(text)

    assert time.process_time() - began < 3.0


def test_a_hundred_links_are_enough() -> None:
    assert 100 == len(find_links(" ".join(f"https://a.example/{number}" for number in range(5000))))


WAITS = {
    "seconds": ("7", 7.0),
    "date": ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
    "past": ("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
    "none": (None, 4.0),
    "nonsense": ("soon", 4.0),
    "negative": ("-5", 4.0),
    "endless": ("9" * 400, 999_999_999.0),
    "other_digits": ("٣", 4.0),
}


@pytest.mark.parametrize(("value", "expected"), WAITS.values(), ids=WAITS.keys())
def test_retry_after_is_read(value, expected) -> None:
    assert expected == retry_after_s(value, attempt=3, now=10.0)


def test_a_body_stops_at_its_limit() -> None:
    body = BodyReader("", 10)

    assert [True, True, False] == [body.add(b"12345"), body.add(b"12345"), body.add(b"6")]
    assert (b"1234512345", True) == (body.content, body.is_too_large)


def test_a_codec_that_is_slow_on_purpose_is_not_used() -> None:
    assert "a" == parse_json(b'"a"', "application/json; charset=idna")
    with pytest.raises(NotJson):
        parse_json('"油"'.encode("gbk"), "application/json; charset=zip")


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert {"a": 1} == parse_json(b'\xef\xbb\xbf{"a": 1}', "")


TEMPLATES = {
    "type": ("{list}", [1]),
    "text": ("x{n}{list}{none}", "x7[1]"),
    "braces": ("{{n}}", "{n}"),
    "dropped": ({"a": "{none?}", "b": ["{empty?}", "{n?}"]}, {"b": [7]}),
    "all_dropped": ({"a": {"b": "{none?}"}, "c": {}, "d": []}, {"c": {}, "d": []}),
    "nothing": ("{none?}", None),
    "zero": ({"a": "{zero?}", "b": "{no?}"}, {"a": 0, "b": False}),
    "other": (None, None),
}


@pytest.mark.parametrize(("template", "expected"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_is_filled(template, expected) -> None:
    values = {"n": 7, "list": [1], "none": None, "empty": "", "zero": 0, "no": False}

    assert expected == fill(template, values)
