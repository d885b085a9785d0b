"""What a phrase cannot do without: by this, most phrases are passed over without being searched."""

from __future__ import annotations

import pytest

from runaround.reading.phrase_needs import DIGIT, NeedReader

WORDS = {"person": ("agent", "real person", "客服"), "loose": ("[please]", "agent")}

NEEDS = {
    "words-in-a-row-by-pairs": ("a real person", [{"a real"}, {"real person"}]),
    "a-word-alone": ("person", [{"person"}]),
    "words-parted-by-a-mark": ("next-day delivery", [{"next"}, {"-"}, {"day delivery"}]),
    "words-parted-by-chinese": ("my 订单 number", [{"my"}, {"订单"}, {"number"}]),
    "nothing-in-a-row-with-a-beginning": ("real connect* now", [{"real"}, {"connect*"}, {"now"}]),
    "nothing-in-a-row-over-a-bracket": ("a [real] person", [{"a"}, {"person"}]),
    "nothing-in-a-row-over-a-value": ("within <n> days", [{"within"}, {DIGIT}, {"days"}]),
    "the-beginning-of-a-word": ("connect*", [{"connect*"}]),
    "words-parted-by-an-apostrophe": ("don't", [{"don t"}]),
    "what-stands-inside-a-word-begins-none": ("n't", [{"t"}]),
    "chinese-by-pairs": ("转人工", [{"转人"}, {"人工"}]),
    "one-chinese-character": ("退 款", [{"退"}, {"款"}]),
    "one-of-a-choice": ("(photo|picture) please", [{"photo", "picture"}, {"please"}]),
    "two-words-of-each-choice": ("(my photo|a picture)", [{"my photo", "a picture"}]),
    "the-longest-word-of-each-choice": ("(my [new] photo|a [new] picture)", [{"photo", "picture"}]),
    "nothing-of-what-may-be-missing": ("send [me] it", [{"send"}, {"it"}]),
    "nothing-of-a-choice-that-may-be-empty": ("(photo|[picture]) please", [{"please"}]),
    "one-of-a-word-list": ("a {person}", [{"a"}, {"agent", "real person", "客服"}]),
    "nothing-of-a-loose-word-list": ("{loose} now", [{"now"}]),
    "a-digit": ("<n> days", [{DIGIT}, {"days"}]),
    "the-sign-of-an-address": ("mail <email>", [{"mail"}, {"@"}]),
    "nothing-of-what-may-be-spelt-out": ("order <code>", [{"order"}]),
    "both-sides-of-a-gap": ("联系...客服", [{"联系"}, {"客服"}]),
    "a-mark": ("why ?", [{"why"}, {"?"}]),
    "nothing-of-start-and-end": ("^ menu $", [{"menu"}]),
    "folded": ("轉ＯＫ", [{"转"}, {"ok"}]),
    "nothing-if-brackets-do-not-match": ("(menu", []),
}


@pytest.mark.parametrize(("phrase", "needs"), NEEDS.values(), ids=NEEDS)
def test_a_phrase_needs(phrase: str, needs: list[set[str]]) -> None:
    assert tuple(map(frozenset, needs)) == NeedReader(WORDS).read(phrase)
