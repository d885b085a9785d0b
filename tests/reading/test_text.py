"""Text is brought to one form before anything reads it, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.reading.text import MAX_READ, fold, is_question, split_sentences

FORMS = {
    "case": ("Order QX-1", "order qx-1"),
    "full-width": ("ＯＲＤＥＲ：２０４１？", "order:2041?"),
    "half-width-katakana": ("ｶﾅ", "カナ"),
    "traditional": ("轉接客服專員，請稍候", "转接客服专员,请稍候"),
    "simplified-stays": ("转接客服专员", "转接客服专员"),
    "words-of-taiwan": ("請點選連結，登入您的帳號", "请点击链接,登录您的账号"),
    "quotes": ("I’m “here”, 「這裡」", 'i\'m "here", "这里"'),
    "dashes": ("2–3 — days", "2-3 - days"),
    "enumeration-comma": ("照片、订单号", "照片,订单号"),
    "emoji": ("ok 👍🏽 thanks 😀", "ok thanks"),
    "zero-width": ("or\u200bder, 转\u2060人\u00ad工", "order,转人工"),
    "marks on letters": ("r\u0336e\u0336fund", "refund"),
    "letters taken apart": ("cafe\u0301", "cafe"),
    "key caps": ("1\ufe0f\u20e3查询2\u20e3报修", "1 查询 2 报修"),
    "circled numbers": ("①查询②报修 ⑳ ❷", "1 查询 2 报修 20 2"),
    "emoticons": ("why? :-( 好的^_^ ok ;) no (T_T) yes :D", "why? 好的 ok no yes"),
    "no emoticons": ("at 10:30, a:d, (x), 3=3, x_y, order: (none)", "at 10:30, a:d, (x), 3=3, x_y, order: (none)"),
    "right-to-left-override": ("\u202eorder", "order"),
    "lone-surrogate": ("a\ud83db", "a b"),
    "terminal-escape": ("\x1b[31mred\x1b[0m", "red"),
    "control-characters": ("a\x00b\x07c", "a b c"),
    "line-breaks-stay": ("one\n\ntwo", "one\n\ntwo"),
    "blanks-become-one": ("  a \t\u3000 b ", "a b"),
    "blanks-behind-chinese-commas-go": ("没收到， 人工, 现在, now", "没收到,人工,现在, now"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("text", "folded"), FORMS.values(), ids=FORMS)
def test_text_is_folded(text: str, folded: str) -> None:
    assert folded == fold(text)


@given(st.text(st.characters(), max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)

    assert folded == fold(folded)


def test_what_is_beyond_the_limit_is_not_read() -> None:
    assert "a" * MAX_READ == fold("a" * 100_000)


SENTENCES = {
    "english": ("one. two! three?", ("one.", "two!", "three?")),
    "chinese": ("一。二!三?", ("一。", "二!", "三?")),
    "decimal-point": ("it costs 4.90 euros.", ("it costs 4.90 euros.",)),
    "marks-in-a-row": ("what?! no... 好的~~~ 行。。。", ("what?!", "no...", "好的~~~", "行。。。")),
    "lines": ("one\ntwo", ("one", "two")),
    "tilde": ("好的~马上", ("好的~", "马上")),
    "comma-does-not-end": ("一,二", ("一,二",)),
    "nothing": ("", ()),
    "only-blanks": (" \n ", ()),
}


@pytest.mark.parametrize(("folded", "sentences"), SENTENCES.values(), ids=SENTENCES)
def test_text_is_cut_into_sentences(folded: str, sentences: tuple[str, ...]) -> None:
    assert sentences == split_sentences(folded)


def test_an_overlong_sentence_is_cut() -> None:
    assert ("a" * 400, "a" * 400, "a" * 100) == split_sentences("a" * 900)


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("is it open?", True),
        ("你好吗", True),
        ("可以退吗,", True),
        ("能不能", True),
        ("好的", False),
        ("it is open.", False),
    ],
)
def test_a_question_is_known_by_its_mark_or_particle(sentence: str, *, asks: bool) -> None:
    assert asks == is_question(sentence)
