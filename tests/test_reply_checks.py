"""A check looks at the one reply it names, and says what came instead."""

from __future__ import annotations

import pytest

from runaround.model import (
    Attachment,
    Button,
    CaseError,
    Check,
    CheckPart,
    CheckResult,
    CheckStatus,
    Ending,
    EndReason,
    ErrorKind,
    Event,
    Exchange,
    JsonCheck,
    Link,
    Missed,
    Speaker,
    Transcript,
    Turn,
)
from runaround.reply_checks import MAX_FOUND, check_replies

BOT, CONSUMER, SYSTEM = Speaker.BOT, Speaker.CONSUMER, Speaker.SYSTEM
ANSWERED = Turn(CONSUMER, "Where is my refund?"), Turn(BOT, "您的退款已經到賬。"), Turn(BOT, "Anything else?")


def chat(*turns: Turn, ending: EndReason = EndReason.SCRIPT_OVER, exchanges: tuple[Exchange, ...] = ()) -> Transcript:
    return Transcript("c", "en", turns, ending=Ending(ending), exchanges=exchanges)


def result(transcript: Transcript, check: Check) -> CheckResult:
    (only,) = check_replies(transcript, [check])
    return only


HOLDING = {
    "words in another script and width": Check(1, contains=("退款*到账",)),
    "one of several": Check(1, contains=("nothing", "ANYTHING")),
    "words that are not there": Check(1, misses=("buy", "购买")),
    "a regular expression over all messages": Check(1, matches=r"(?s)退款.*else\?$"),
    "something comes": Check(1, silent=False),
    "everything at once": Check(1, contains=("else",), misses=("buy",), matches="A", silent=False),
}


@pytest.mark.parametrize("check", HOLDING.values(), ids=HOLDING)
def test_what_is_so_holds(check: Check) -> None:
    assert CheckResult(1, 1, CheckStatus.HELD, 0, (1, 2)) == result(chat(*ANSWERED), check)


FOUND = "您的退款已經到賬。\nAnything else?"
FAILING = {
    "words": (Check(1, contains=("paid", "到账*明天")), Missed(CheckPart.CONTAINS, ("paid", "到账*明天"), FOUND)),
    "unwanted words": (
        Check(1, misses=("buy", "else", "any")),
        Missed(CheckPart.MISSES, ("else", "any"), "Anything else?"),
    ),
    "a pattern": (Check(1, matches="anything"), Missed(CheckPart.MATCHES, ("anything",), FOUND)),
    "silence": (Check(1, silent=True), Missed(CheckPart.SILENT, (), FOUND)),
}


@pytest.mark.parametrize(("check", "missed"), FAILING.values(), ids=FAILING)
def test_what_is_not_so_is_told_with_what_came(check: Check, missed: Missed) -> None:
    assert CheckResult(1, 1, CheckStatus.FAILED, 0, (1, 2), (missed,)) == result(chat(*ANSWERED), check)


def test_silence_may_be_asked_for() -> None:
    transcript = chat(Turn(CONSUMER, "bye"), Turn(SYSTEM, event=Event.SESSION_END))

    assert CheckResult(1, 1, CheckStatus.HELD, 0, (1,)) == result(transcript, Check(1, silent=True))


def test_a_reply_that_does_not_come_fails_whatever_was_asked_of_it() -> None:
    found = result(chat(Turn(CONSUMER, "Hello?")), Check(1, contains=("hi",), matches=".", silent=False))

    missed = (
        Missed(CheckPart.ANSWERED),
        Missed(CheckPart.CONTAINS, ("hi",)),
        Missed(CheckPart.MATCHES, (".",)),
    )
    assert CheckResult(1, 1, CheckStatus.FAILED, 0, (), missed) == found


def test_labels_of_buttons_and_links_can_be_read_too() -> None:
    buttons, links = (
        (Button("Track parcel"),),
        (Link("https://shop.test/a", "Return form"), Link("https://shop.test/b")),
    )
    transcript = chat(Turn(CONSUMER, "help"), Turn(BOT, buttons=buttons, links=links))

    checks = [Check(1, contains=(words,)) for words in ("track", "return form", "shop.test/b", "shop.test/a")]

    statuses = [one.status for one in check_replies(transcript, checks)]
    assert [CheckStatus.HELD, CheckStatus.HELD, CheckStatus.HELD, CheckStatus.FAILED] == statuses


def test_a_file_is_no_silence() -> None:
    transcript = chat(Turn(CONSUMER, "invoice"), Turn(BOT, attachments=(Attachment("file", "invoice.pdf"),)))

    assert CheckStatus.HELD is result(transcript, Check(1, silent=False)).status


def test_a_reply_ends_with_the_next_turn_the_next_visit_and_has_no_probe_in_it() -> None:
    transcript = chat(
        Turn(CONSUMER, "one"),
        Turn(BOT, "first"),
        Turn(CONSUMER, "two"),
        Turn(SYSTEM, "booked: no", event=Event.PROBE),
        Turn(BOT, "second"),
        Turn(BOT, "welcome back", session=2),
        Turn(CONSUMER, "three", session=2),
        Turn(BOT, "third", session=2),
    )
    checks = [Check(1), Check(2), Check(1, session=2)]

    assert [(0, (1,)), (2, (4,)), (6, (7,))] == [(one.turn, one.refs) for one in check_replies(transcript, checks)]


# --- Turns that never came ---------------------------------------------------------------------------

HUNG_UP = (Turn(CONSUMER, "one"), Turn(SYSTEM, event=Event.HANG_UP))
NEVER = {
    "the company closed": (chat(*HUNG_UP, ending=EndReason.CLOSED_BY_COMPANY), CheckStatus.NOT_REACHED),
    "nobody answered": (chat(Turn(CONSUMER, "one"), ending=EndReason.NO_ANSWER), CheckStatus.NOT_REACHED),
    "settled before": (chat(*ANSWERED, ending=EndReason.SOLVED), CheckStatus.NOT_NEEDED),
    "settled, and then the line closed": (chat(*HUNG_UP, ending=EndReason.SOLVED), CheckStatus.NOT_NEEDED),
    "out of patience": (chat(*ANSWERED, ending=EndReason.OUT_OF_PATIENCE), CheckStatus.NOT_NEEDED),
    "the company closed an earlier visit": (
        chat(*HUNG_UP, Turn(CONSUMER, "me again", session=2), ending=EndReason.SOLVED),
        CheckStatus.NOT_REACHED,
    ),
    "the consumer left an earlier visit": (
        chat(*ANSWERED, Turn(CONSUMER, "me again", session=2), ending=EndReason.NO_ANSWER),
        CheckStatus.NOT_NEEDED,
    ),
}


@pytest.mark.parametrize(("transcript", "status"), NEVER.values(), ids=NEVER)
def test_a_turn_that_never_came_counts_only_if_the_company_prevented_it(
    transcript: Transcript, status: CheckStatus
) -> None:
    assert CheckResult(1, 4, status) == result(transcript, Check(4, contains=("x",)))


def test_a_case_that_broke_off_is_not_checked() -> None:
    transcript = Transcript("c", "en", ANSWERED, error=CaseError(ErrorKind.TIMEOUT, "no answer"))

    assert () == check_replies(transcript, [Check(1, contains=("x",))])


# --- Raw answers -------------------------------------------------------------------------------------

BOOKED = Exchange("POST /chat", 'HTTP 200\ncontent-type: application/json\n\n{"refund": {"state": "booked"}}', 0)
POLLED = Exchange("GET /poll", '{"messages": []}', 0, status=200)
REFUSED = Exchange("POST /chat", '{"refund": {"state": "open"}}', 0, status=429)
ELSEWHERE = Exchange("POST /chat", '{"refund": {"state": "lost"}}', 2)
STATE = JsonCheck("refund.state", equals="booked")

JSON = {
    "as asked, in one of the answers": ((BOOKED, POLLED), STATE, CheckStatus.HELD, ()),
    "another value": (
        (BOOKED, POLLED),
        JsonCheck("refund.state", equals="paid", matches="^p"),
        CheckStatus.FAILED,
        (
            Missed(
                CheckPart.JSON,
                ('refund.state = "paid"', "refund.state ~ /^p/"),
                'refund.state = "booked"; refund.state = null',
            ),
        ),
    ),
    "there, but should not be": (
        (POLLED, BOOKED),
        JsonCheck("refund.state", exists=False),
        CheckStatus.FAILED,
        (Missed(CheckPart.JSON, ("refund.state = null",), 'refund.state = null; refund.state = "booked"'),),
    ),
    "missing, but should be there": (
        (POLLED,),
        JsonCheck("refund", exists=True),
        CheckStatus.FAILED,
        (Missed(CheckPart.JSON, ("refund ≠ null",), "refund = null"),),
    ),
    "of another turn": ((ELSEWHERE,), STATE, CheckStatus.NOT_RECORDED, ()),
    "refused and sent again": ((REFUSED, BOOKED), JsonCheck("refund.state", exists=True), CheckStatus.HELD, ()),
    "refused only": ((REFUSED,), STATE, CheckStatus.NOT_RECORDED, ()),
    "no JSON": ((Exchange("", "HTTP 200\n\n<html>", 0),), STATE, CheckStatus.NOT_RECORDED, ()),
    "cut by the record": ((Exchange("", '{"refund": {"st', 0),), STATE, CheckStatus.NOT_RECORDED, ()),
    "nested too deeply": ((Exchange("", "[" * 100_000, 0),), STATE, CheckStatus.NOT_RECORDED, ()),
}


@pytest.mark.parametrize(("exchanges", "check", "status", "missed"), JSON.values(), ids=JSON)
def test_the_raw_answer_is_looked_into(
    exchanges: tuple[Exchange, ...], check: JsonCheck, status: CheckStatus, missed: tuple[Missed, ...]
) -> None:
    transcript = chat(*ANSWERED, exchanges=exchanges)

    assert CheckResult(1, 1, status, 0, (1, 2), missed) == result(transcript, Check(1, json=(check,)))


def test_words_that_fail_are_proven_even_without_the_raw_answer() -> None:
    failed = result(chat(*ANSWERED), Check(1, contains=("no",), json=(STATE,)))

    assert CheckStatus.FAILED is failed.status


# --- Hostile replies ---------------------------------------------------------------------------------


def test_a_long_reply_is_cut_where_it_is_quoted() -> None:
    transcript = chat(Turn(CONSUMER, "hi"), Turn(BOT, "x" * 100_000))

    (missed,) = result(transcript, Check(1, contains=("y",))).missed

    assert MAX_FOUND == len(missed.found)


@pytest.mark.parametrize("text", ["\ud800", "\x00" * 50, "(" * 5000, "a" * 100_000, "\u202e"])
def test_no_text_of_a_bot_breaks_a_check(text: str) -> None:
    check = Check(1, contains=("x*y",), misses=("x",), matches=r"(a+)+$", json=(STATE,))
    exchange = Exchange(text, text, 0)

    assert (
        CheckStatus.FAILED is result(chat(Turn(CONSUMER, text), Turn(BOT, text), exchanges=(exchange,)), check).status
    )


def test_a_pattern_that_does_not_compile_is_refused() -> None:
    """Scenario files are checked for it; a record from elsewhere is not."""
    with pytest.raises(ValueError, match=r"^'\(' is no regular expression \(RE2\)\.$"):
        check_replies(chat(*ANSWERED), [Check(1, matches="(")])
