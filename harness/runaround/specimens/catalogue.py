"""All specimens by name: what each does wrong, and the finding kind that must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from runaround.specimens.asking import forget_what_was_said, hoard_evidence
from runaround.specimens.chat import Bot
from runaround.specimens.clerk import Clerk
from runaround.specimens.handoffs import DEFLECTING, FAKING, QUEUEING, REFUSING, transfer_everybody
from runaround.specimens.healthy import HEALTHY
from runaround.specimens.knowledge import Lang
from runaround.specimens.loops import (
    alternate_two_answers,
    fail_without_offering,
    lead_in_a_circle,
    never_understand,
    promise_again,
    repeat_in_other_words,
    repeat_word_for_word,
)
from runaround.specimens.policy import Delivery, Policies

__all__ = ["LATE_S", "SPECIMENS", "Specimen"]

LATE_S = 31.0
"""Delay of the slow specimen in seconds: just past the 30 s after which a chat answer counts as late."""

_NOT_OFFERED = "handoff_failure/not_offered"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A bot with one known defect.

    defect: the finding kind that it must show; None where it shows none (healthy, eager_transfer, crashing).
    companions: further kinds that the defect unavoidably brings along in some conversations.
    description: one sentence per language. policies: the rules it follows.
    """

    name: str
    defect: str | None
    companions: frozenset[str]
    description: Mapping[str, str]
    policies: Policies

    def factory(self, *, delay_s: float | None = None) -> Bot:
        """Return a fresh bot that has met nobody yet; `delay_s` takes the place of its own delay, in seconds."""
        if delay_s is None:
            return Clerk(self.policies)
        return Clerk(replace(self.policies, delivery=replace(self.policies.delivery, delay_s=delay_s)))


def _specimen(name: str, policies: Policies, *, en: str, zh: str, kinds: tuple[str, ...] = ()) -> Specimen:
    """Return a specimen; the first of `kinds` is its defect, the others are its companions."""
    description = MappingProxyType({Lang.EN.value: en, Lang.ZH.value: zh})
    return Specimen(name, kinds[0] if kinds else None, frozenset(kinds[1:]), description, policies)


_ALL = (
    _specimen(
        "healthy",
        HEALTHY,
        en="Understands, asks once, solves, and fetches a human on request.",
        zh="听得懂，只问一次，能办成事，要人工就转人工。",
    ),
    # A bot that takes its own failure for an answer sees no reason to offer a human. That is the same defect, seen
    # by a consumer who never asks for one; it goes for all that fail three times, down to the promiser.
    # Whoever asks something new of a bot that only repeats itself is not answered either.
    _specimen(
        "verbatim_looper",
        replace(HEALTHY, resolve=repeat_word_for_word),
        kinds=("loop/answer", "unanswered", _NOT_OFFERED),
        en="Gives the same answer, word for word, whatever the consumer objects.",
        zh="不管消费者怎么说，一字不差地重复同一个回答。",
    ),
    _specimen(
        "paraphrasing_looper",
        replace(HEALTHY, resolve=repeat_in_other_words),
        kinds=("loop/answer", _NOT_OFFERED),
        en="Gives the same answer again in other words.",
        zh="换着说法重复同一个回答。",
    ),
    _specimen(
        "abab_looper",
        replace(HEALTHY, resolve=alternate_two_answers),
        kinds=("loop/answer", _NOT_OFFERED),
        en="Alternates between two answers.",
        zh="两个回答来回交替。",
    ),
    # Whoever types instead of following the links is pointed to the form again, and the summary that comes back
    # is an answer given before.
    _specimen(
        "faq_circle",
        replace(HEALTHY, answer=lead_in_a_circle),
        kinds=("loop/menu", "loop/answer", _NOT_OFFERED),
        en="Leads from the help article to a form, from there to a result, and back to the article.",
        zh="从常见问题到反馈表，再到处理结果，最后又回到常见问题。",
    ),
    _specimen(
        "fallback_parrot",
        replace(HEALTHY, answer=never_understand),
        kinds=("loop/fallback", _NOT_OFFERED),
        en="Understands nothing and asks to rephrase, in changing words.",
        zh="什么都听不懂，变着花样请消费者换个说法。",
    ),
    _specimen(
        "evidence_hoarder",
        replace(HEALTHY, ask=hoard_evidence),
        kinds=("repeated_request", _NOT_OFFERED),
        en="Asks for the photo, screenshot or receipt again and again, though it came.",
        zh="照片、截图或凭证已经收到，还是一再索要。",
    ),
    # In a later session the same forgetting is context_loss by the taxonomy.
    _specimen(
        "forgetful_clerk",
        replace(HEALTHY, ask=forget_what_was_said),
        kinds=("repeated_request", "context_loss", _NOT_OFFERED),
        en="Asks again for the order number, account or phone that was already given.",
        zh="反复询问已经给过的订单号、账号或手机号。",
    ),
    _specimen(
        "refuser",
        replace(HEALTHY, handoff=REFUSING),
        kinds=("handoff_failure/refused",),
        en="Says that there are no humans; otherwise healthy.",
        zh="说没有人工客服；其余正常。",
    ),
    _specimen(
        "deflector",
        replace(HEALTHY, handoff=DEFLECTING),
        kinds=("handoff_failure/ignored",),
        en="Ignores the wish for a human and goes on with its own help; otherwise healthy.",
        zh="对转人工的要求充耳不闻，继续自说自话；其余正常。",
    ),
    _specimen(
        "endless_queue",
        replace(HEALTHY, handoff=QUEUEING),
        kinds=("handoff_failure/unavailable",),
        en="Queues everybody who wants a human, and nobody ever joins.",
        zh="要人工就一直排队，永远没有人来。",
    ),
    # Asked where the person is, it chats on: by the taxonomy that reply is ignored, beside the broken announcement.
    _specimen(
        "fake_transfer",
        replace(HEALTHY, handoff=FAKING),
        kinds=("handoff_failure/broken", "handoff_failure/ignored"),
        en="Announces the transfer, nobody comes, and the bot talks on.",
        zh="说马上转人工，却没有人来，机器人继续说话。",
    ),
    # Half of its failures answer what was not asked, some of them with an advertisement.
    _specimen(
        "never_offers",
        replace(HEALTHY, answer=fail_without_offering),
        kinds=(_NOT_OFFERED, "unanswered", "upsell"),
        en="Fails turn after turn and never offers a human.",
        zh="一次次答不上来，却从不提供人工。",
    ),
    _specimen(
        "eager_transfer",
        replace(HEALTHY, answer=transfer_everybody),
        en="Transfers everybody at once, also where it could have helped: an expectation fails, there is no finding.",
        zh="不管什么事，第一句话就转人工：不算发现，但不符合预期。",
    ),
    # By the taxonomy, a turn that is nothing but the promise is the same answer again.
    _specimen(
        "promiser",
        replace(HEALTHY, resolve=promise_again),
        kinds=("stalling/repeated", "stalling/broken", "loop/answer", _NOT_OFFERED),
        en="Answers complaints with 'two to three days', for weeks.",
        zh="对投诉一律回答“两到三天”，一拖就是半个月。",
    ),
    _specimen(
        "slow",
        replace(HEALTHY, delivery=Delivery(delay_s=LATE_S)),
        kinds=("no_reply/late",),
        en="Answers correctly, but late (adjustable delay).",
        zh="回答正确，但很慢（延迟可调）。",
    ),
    _specimen(
        "silent",
        replace(HEALTHY, delivery=Delivery(silent_from=2)),
        kinds=("no_reply/silent",),
        en="Falls silent from the second message on.",
        zh="从第二条消息起不再回答。",
    ),
    _specimen(
        "crashing",
        replace(HEALTHY, delivery=Delivery(crash_from=2)),
        en="Answers HTTP 500 from the second message on: inconclusive, never a finding.",
        zh="从第二条消息起返回 HTTP 500：无法判定，绝不算发现。",
    ),
)

SPECIMENS: Mapping[str, Specimen] = MappingProxyType({specimen.name: specimen for specimen in _ALL})
"""Every specimen by name, the healthy one first."""
