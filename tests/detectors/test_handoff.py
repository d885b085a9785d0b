"""No way to a human being: the five forms in both languages, and everything that only looks like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

REPLIES = {
    "refused-en": ("refused", "I want to speak to a human.", "We don't have live agents for this service."),
    "refused-as-a-rule-en": ("refused", "Get me a manager.", "Support is provided exclusively through this assistant."),
    "refused-zh": ("refused", "转人工", "抱歉，本店没有人工客服哦"),
    "refused-by-a-helper-traditional": ("refused", "我要找真人", "本服務全程由智慧小幫手為您處理喔"),
    "refused-traditional": ("refused", "我要找真人客服", "很抱歉，本服務不提供真人客服"),
    "ignored-by-an-answer-en": (
        "ignored",
        "I need to talk to somebody.",
        "You can find our opening hours on the website.",
    ),
    "ignored-by-help-en": ("ignored", "Human please", "I can help you with that! What is it about?"),
    "ignored-zh": ("ignored", "我要人工客服", "亲，退房时间是中午十二点哦"),
    "ignored-by-a-menu-zh": ("ignored", "有没有真人啊", "请选择您要咨询的问题"),
    "unavailable-en": ("unavailable", "agent", "All our agents are busy. Please try again later."),
    "unavailable-hours-en": (
        "unavailable",
        "Can I talk to a person?",
        "Our lines are open Monday to Friday, 9am to 5pm.",
    ),
    "unavailable-zh": ("unavailable", "人工", "客服都在忙，请稍后再试"),
    "unavailable-hours-zh": ("unavailable", "转人工服务", "人工客服的服务时间是9:00-18:00"),
    "unavailable-nobody-traditional": ("unavailable", "請幫我轉接專員", "很抱歉，目前暫無專人接聽喔"),
    "unavailable-traditional": ("unavailable", "請幫我轉接專員", "目前客服忙線中，請稍後再撥"),
}


def test_a_refusal_with_a_link_is_no_menu_when_it_is_repeated(find: Find) -> None:
    refusal = "B: 本服務不提供真人客服，請參考常見問題。 [link https://help.example/faq 常見問題]"

    found = find("C: 我要找真人客服", refusal, "C: 不要機器人，轉真人", refusal)

    assert (Finding(1, "handoff_failure/refused", (0,)), Finding(3, "handoff_failure/refused", (2,))) == found


@pytest.mark.parametrize(("form", "wish", "reply"), REPLIES.values(), ids=REPLIES)
def test_a_wish_that_leads_nowhere_is_marked_at_the_reply(find: Find, form: str, wish: str, reply: str) -> None:
    assert (Finding(1, f"handoff_failure/{form}", (0,)),) == find(f"C: {wish}", f"B: {reply}")


def test_every_reply_that_ignores_the_wish_is_marked(find: Find) -> None:
    found = find(
        "C: I'd like to talk to an agent.",
        "B: Our gift cards never expire.",
        "C: An agent please!",
        "B: Have you seen our summer offers?",
    )

    ignored = "handoff_failure/ignored"
    assert (Finding(1, ignored, (0,)), Finding(3, ignored, (2,))) == found


def test_only_the_first_busy_reply_of_an_episode_is_marked(find: Find) -> None:
    found = find("C: 转人工", "B: 人工客服繁忙，请稍后再试", "C: 转人工！", "B: 人工客服繁忙，请稍后再试")

    assert (Finding(1, "handoff_failure/unavailable", (0,)),) == found


BROKEN = {
    "the-bot-talks-on": (
        ("C: A human, please.", "B: I'm transferring you to an agent.", "C: thanks", "B: Our spring sale is on!"),
        Finding(1, "handoff_failure/broken", (0, 3)),
    ),
    "the-line-drops": (
        ("C: 转人工", "B: 正在为您转接人工客服", "S: [event hang_up]"),
        Finding(1, "handoff_failure/broken", (0, 2)),
    ),
    "the-transfer-fails": (
        ("C: Operator", "B: Putting you through now.", "S: [event transfer_failed]"),
        Finding(1, "handoff_failure/broken", (0, 2)),
    ),
    "announced-unasked": (
        ("C: 房间漏水", "B: 马上为您转接人工客服，请稍候", "S: [event session_end]"),
        Finding(1, "handoff_failure/broken", (2,)),
    ),
}


@pytest.mark.parametrize(("talk", "finding"), BROKEN.values(), ids=BROKEN)
def test_an_announced_human_who_never_comes_is_broken(find: Find, talk: tuple[str, ...], finding: Finding) -> None:
    assert (finding,) == find(*talk)


def test_a_bot_that_talks_past_the_question_for_the_human_ignores_it_too(find: Find) -> None:
    """Ruling 6."""
    found = find(
        "C: I want a real person.",
        "B: Connecting you to an advisor.",
        "C: Hello? Is anyone there?",
        "B: Did you know that our app shows all your bookings?",
    )

    assert (
        Finding(1, "handoff_failure/broken", (0, 2)),
        Finding(3, "handoff_failure/ignored", (2,)),
    ) == found


NEVER_OFFERED = {
    "en": ("I don't understand.", "Sorry, I didn't get that.", "Could you rephrase your question?"),
    "zh": ("抱歉，我没听懂", "不太理解您的意思", "请换个说法再试试"),
}


@pytest.mark.parametrize("replies", NEVER_OFFERED.values(), ids=NEVER_OFFERED)
def test_three_failures_without_an_offer_are_found(find: Find, replies: tuple[str, ...]) -> None:
    says = ("C: 空调 vent rattles", "C: 空调 vent makes noise", "C: 空调 vent: rattling noise")
    found = find(*(line for say, reply in zip(says, replies, strict=True) for line in (say, f"B: {reply}")))

    assert (
        Finding(3, "loop/fallback", (1,)),
        Finding(5, "handoff_failure/not_offered", (1, 3)),
        Finding(5, "loop/fallback", (1,)),
    ) == found


def test_answers_beside_the_question_count_as_failures(find: Find) -> None:
    """Ruling 7."""
    found = find(
        "C: Does my home policy cover flooding from a river?",
        "B: You can pay your bill monthly, yearly or by direct debit.",
        "C: And the cellar, is a cellar included?",
        "B: Members earn 10 points for every euro spent.",
        "C: What is the excess for a flooded boiler?",
        "B: Our store offers more than 200 brands of shoes.",
    )

    assert Finding(5, "handoff_failure/not_offered", (1, 3)) in found


SILENT = {
    "empty": (),
    "a-human-joins-en": ("C: agent", "B: Connecting you.", "S: [event human_joined]", "H: Hi, this is Lou."),
    "a-human-joined-just-before-the-words-that-announce-it": (
        "C: 转人工",
        "S: [event human_joined]",
        "B: 好的，马上为您安排专员，请稍候。",
        "C: 账单不对，这个月多了钱",
        "B: 已为您冲正。",
    ),
    "a-human-joins-after-a-queue-zh": (
        "C: 转人工",
        "B: 客服都在忙，您前面还有3位",
        "S: [event queue]",
        "S: [event human_joined]",
        "H: 您好，我是小周",
    ),
    "a-human-joins-after-a-queue-and-a-word-en": (
        "C: agent",
        "B: All our agents are busy. You are number 2 in the queue.",
        "C: ok I'll wait",
        "S: [event human_joined]",
        "H: Hi, this is Lou.",
    ),
    "the-channel-transfers-without-words": (
        "C: Human please",
        "S: [event transfer_started]",
        "S: [event human_joined]",
        "H: Hello",
    ),
    "one-question-for-routing-en": (
        "C: Can I talk to a person?",
        "B: Sure. Which department do you need, so that I can connect you?",
        "C: Bookings.",
        "B: Connecting you to bookings.",
        "S: [event human_joined]",
        "H: Bookings, hello.",
    ),
    "one-question-for-routing-zh": (
        "C: 我要人工",
        "B: 好的，请提供订单号，以便为您转接",
        "C: 88172055",
        "B: 正在为您转接人工客服",
        "S: [event human_joined]",
        "H: 您好",
    ),
    "a-ticket-as-alternative-en": (
        "C: I want to speak to an agent.",
        "B: All agents are busy. I've opened ticket TK-88213 for you.",
        "C: Okay, thanks.",
        "B: Goodbye.",
    ),
    "a-call-back-as-alternative-zh": (
        "C: 转人工",
        "B: 客服都在忙，主管今天下午3点前给您回电",
        "C: 好的",
        "B: 再见",
    ),
    "the-wish-is-dropped-en": (
        "C: agent please",
        "B: All agents are busy at the moment.",
        "C: Never mind, I don't need a human. How do I change my seat?",
        "B: Open the booking and choose Seats.",
    ),
    "the-wish-is-dropped-zh": (
        "C: 人工",
        "B: 人工客服繁忙，请稍后再试",
        "C: 算了不用人工了，怎么改座位",
        "B: 打开订单，点击改座即可",
    ),
    "artificial-intelligence-is-no-human": ("C: 你们的人工智能音箱怎么卖", "B: 每台299元，有黑白两色"),
    "a-travel-agent-is-no-wish": ("C: My travel agent booked the room.", "B: Then the agency can change the booking."),
    "a-person-who-signed-is-no-wish": ("C: A real person signed for it.", "B: Then it was delivered at the door."),
    "is-it-a-bot": ("C: Are you a bot?", "B: Yes, I am a virtual assistant."),
    "a-hotline-is-an-offer": (
        "C: 空调 vent",
        "B: I don't understand.",
        "C: The vent rattles.",
        "B: Happy to help. You can call us on 0800 123 4567.",
    ),
    "two-failures-only": ("C: vent", "B: The vents are cleaned in May.", "C: blargh", "B: I don't understand."),
    "words-to-the-human": (
        "C: Agent please",
        "B: Connecting you.",
        "S: [event human_joined]",
        "C: I need to talk to a manager.",
        "H: I am the manager on duty.",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        ("Can I talk to someone? Actually never mind, how do I print my pass?", "Open My Trips and tap Print."),
        ("我要人工，算了不用了，登机牌怎么打印", "在“我的行程”里点“打印登机牌”即可。"),
    ],
    ids=["en", "zh"],
)
def test_a_wish_dropped_in_the_same_breath_is_no_wish(find: Find, wish: str, answer: str) -> None:
    assert () == find(f"C: {wish}", f"B: {answer}")


def test_a_call_that_is_offered_is_a_way_to_a_human(find: Find) -> None:
    found = find(
        "C: Can somebody ring me about my loan application",
        "B: All our advisers are with clients right now, but I can book a call for you. Would 4.15pm suit?",
        "C: yes",
        "B: Booked: Priya will ring you at 4.15pm today. Reference LN-20913.",
    )

    assert () == found


def test_the_price_of_labour_is_no_wish_for_a_human(find: Find) -> None:
    """人工 is labour as well as a human agent."""
    assert () == find("C: 人工这块周末会加价吗", "B: 周末不加价，仅法定节假日加收30元。")


@pytest.mark.parametrize(
    ("wish", "busy", "asks"),
    [
        ("agent", "All of our agents are busy at the moment.", "Where is the agent you were connecting me to?"),
        ("人工", "人工客服正忙。", "人工呢？怎么还没来"),
    ],
)
def test_a_transfer_that_was_only_signalled_was_promised_too(find: Find, wish: str, busy: str, asks: str) -> None:
    signalled = (f"C: {wish}", f"B: {busy}", "S: [event transfer_started]", "S: [event queue]", f"C: {asks}")

    assert (Finding(5, "handoff_failure/unavailable", (4,)),) == find(*signalled, f"B: {busy}")
    assert () == find(*signalled, f"B: {busy}", "S: [event human_joined]", "H: 您好, hello")
