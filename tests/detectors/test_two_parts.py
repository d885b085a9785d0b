"""A consumer who sends one message in two has said one thing: what the bot says between and after them is one reply."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding, Speaker, Transcript, Turn
from runaround.reading import measure, read

Find = Callable[..., tuple[Finding, ...]]

FAQ_EN = "B: You can find everything about deliveries and delays in our help centre under Shipping."
FAQ_ZH = "B: 关于配送和延误的说明，您可以在帮助中心的配送页面查看。"
LAMP = "B: Flickering usually comes from a low battery. Charge the lamp for four hours."

FAIR = {
    "the same answer to both parts, en": ("C: My parcel is two weeks late.", FAQ_EN, "C+ I want to know why.", FAQ_EN),
    "the same answer to both parts, zh": ("C: 我的快递晚了两个星期。", FAQ_ZH, "C+ 我就想知道为什么。", FAQ_ZH),
    "no part is understood, en": (
        "C: About my thing from Tuesday,",
        "B: Sorry, I did not understand that.",
        "C+ the blue one with the odd lid.",
        "B: Sorry, I did not understand that.",
    ),
    "no part is understood, zh": (
        "C: 就是上次那个",
        "B: 抱歉，我没有听懂。",
        "C+ 蓝色盖子的那个",
        "B: 抱歉，我没有听懂。",
    ),
    "a menu after both parts": (
        "C: Hello there,",
        "B: What is it about? [button Orders] [button Returns]",
        "C+ my lamp is broken.",
        "B: What is it about? [button Orders] [button Returns]",
    ),
    "an objection in the second part": (
        "C: My bike light flickers since yesterday.",
        LAMP,
        "C+ I charged it all night, it still flickers.",
        LAMP,
    ),
    "the same promise to both parts": (
        "C: My refund has not arrived.",
        "B: We will get back to you within three days.",
        "C+ That is not good enough.",
        "B: We will get back to you within three days.",
    ),
    "the same department named twice": (
        "C: The courier left my parcel in the rain.",
        "B: Please contact the courier about this.",
        "C+ Nobody there answers the phone.",
        "B: Please contact the courier about this.",
    ),
    "a wish for a human that is heard at the second part": (
        "C: I want to speak to a human.",
        "B: I can help you with orders and returns.",
        "C+ My order came broken.",
        "B: I am connecting you to a colleague now.",
        "S: [event human_joined]",
    ),
    "a wish told in both parts after the transfer was announced": (
        "C: Please put me through to a person.",
        "B: I am connecting you to a colleague now.",
        "C+ I do not want to talk to a bot any more.",
        "B: I am connecting you to a colleague now.",
    ),
    "two offers to stay before the consumer could decline": (
        "C: I want to cancel my subscription.",
        "B: We can offer you 20% off for three months.",
        "C+ Please cancel it today.",
        "B: How about half price for six months?",
    ),
    "a deed claimed before its trouble was told to the end": (
        "C: My account is locked,",
        "B: I have unlocked your account.",
        "C+ it still says locked when I sign in.",
        "B: Thanks for telling us.",
    ),
}


@pytest.mark.parametrize("talk", FAIR.values(), ids=FAIR)
def test_a_reply_is_not_held_against_the_reply_to_the_same_message(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


@pytest.mark.parametrize("talk", FAIR.values(), ids=FAIR)
def test_of_two_messages_it_would_be(find: Find, talk: tuple[str, ...]) -> None:
    """What is forgiven above is forgiven for the parts only: the same lines as messages of their own are accused."""
    assert () != find(*(line.replace("C+", "C:") for line in talk))


UNFAIR = {
    "an answer": (
        (
            "C: My bike light flickers since yesterday.",
            LAMP,
            "C: I charged it all night,",
            LAMP,
            "C+ it flickers.",
            LAMP,
        ),
        Finding(5, "loop/answer", (1,)),
    ),
    "a misunderstanding": (
        (
            "C: Where is my lid?",
            "B: Sorry, I did not understand that.",
            "C: The blue lid,",
            "B: Sorry, I did not understand that.",
            "C+ from my order on Tuesday.",
            "B: Sorry, I did not understand that.",
        ),
        Finding(5, "loop/fallback", (1,)),
    ),
    "a wish for a human": (
        (
            "C: I want to speak to a human,",
            "B: You can find your orders in the app.",
            "C+ a real person, please.",
            "B: Returns are free within thirty days.",
        ),
        Finding(3, "handoff_failure/ignored", (0,)),
    ),
    "a promise": (
        (
            "C: My refund has not arrived.",
            "B: We will get back to you within three days.",
            "C: That is not good enough.",
            "B: I understand.",
            "C+ I have been told so before.",
            "B: We will get back to you within three days.",
        ),
        Finding(5, "stalling/repeated", (1,)),
    ),
}


@pytest.mark.parametrize(("talk", "expected"), UNFAIR.values(), ids=UNFAIR)
def test_what_is_repeated_from_another_message_is_found_once(
    find: Find, talk: tuple[str, ...], expected: Finding
) -> None:
    assert (expected,) == tuple(finding for finding in find(*talk) if finding.kind == expected.kind)


def test_two_messages_of_one_reply_that_do_not_understand_are_one(find: Find) -> None:
    found = find("C: asdf qwer", "B: Sorry, I did not understand that.", "B: I didn't get that, please try again.")

    assert () == found


def test_an_answer_beside_a_repeated_notice_is_an_answer(find: Find) -> None:
    notice = "B: Our website is being rebuilt over the holidays, so that pages may load slowly until Monday morning."
    talk = ("C: Where is my parcel?", "B: Your parcel is in Leeds.", notice, "C: How much does the insurance cost?")

    kinds = [{finding.kind for finding in find(*talk, *rest, notice)} for rest in ((), ("B: It costs 4 euros.",))]

    assert [{"loop/answer", "unanswered"}, {"loop/answer"}] == kinds


def test_a_wish_for_a_human_in_two_parts_is_one_request() -> None:
    turns = (
        Turn(Speaker.CONSUMER, "I want a human."),
        Turn(Speaker.BOT, "What is it about?"),
        Turn(Speaker.CONSUMER, "A real person, please.", continues=True),
        Turn(Speaker.BOT, "What is it about?"),
        Turn(Speaker.CONSUMER, "Let me talk to a human."),
    )

    assert 2 == measure(read(Transcript("x", "en", turns))).requests_to_human.value
