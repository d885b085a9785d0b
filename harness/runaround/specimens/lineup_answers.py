"""Specimens that repeat themselves, forget, promise or stay away, and the healthy one."""

from __future__ import annotations

from dataclasses import replace

from runaround.specimens.asking import FORGETTING, forget_what_was_said, hoard_evidence
from runaround.specimens.evasions import insist_on_evidence
from runaround.specimens.falsehoods import promise_a_day
from runaround.specimens.healthy import HEALTHY
from runaround.specimens.loops import (
    alternate_two_answers,
    lead_in_a_circle,
    never_understand,
    promise_again,
    repeat_in_other_words,
    repeat_word_for_word,
)
from runaround.specimens.policy import Delivery, Settling
from runaround.specimens.specimen import NOT_OFFERED, make_specimen

__all__ = ["ANSWERING", "LATE_S"]

LATE_S = 31.0
"""Delay of the slow specimen in seconds: just past the 30 s after which a chat answer counts as late."""

ANSWERING = (
    make_specimen(
        "healthy",
        HEALTHY,
        en="Understands, asks once, solves, and fetches a human on request.",
        zh="听得懂，只问一次，能办成事，要人工就转人工。",
    ),
    # A bot that takes its own failure for an answer sees no reason to offer a human. That is the same defect, seen
    # by a consumer who never asks for one; it goes for all that fail three times, down to the promiser.
    make_specimen(
        "verbatim_looper",
        replace(HEALTHY, settling=Settling(repeat_word_for_word)),
        kinds=("loop/answer", "unanswered", NOT_OFFERED),
        en="Gives the same answer, word for word, whatever the consumer objects.",
        zh="不管消费者怎么说，一字不差地重复同一个回答。",
    ),
    make_specimen(
        "paraphrasing_looper",
        replace(HEALTHY, settling=Settling(repeat_in_other_words)),
        kinds=("loop/answer", "unanswered", NOT_OFFERED),
        en="Gives the same answer again in other words.",
        zh="换着说法重复同一个回答。",
    ),
    make_specimen(
        "abab_looper",
        replace(HEALTHY, settling=Settling(alternate_two_answers)),
        kinds=("loop/answer", "unanswered", NOT_OFFERED),
        en="Alternates between two answers.",
        zh="两个回答来回交替。",
    ),
    # Whoever types instead of following the links is pointed to the form again, and the summary that comes back
    # is an answer given before.
    make_specimen(
        "faq_circle",
        replace(HEALTHY, answer=lead_in_a_circle),
        kinds=("loop/menu", "loop/answer", NOT_OFFERED),
        en="Leads from the help article to a form, from there to a result, and back to the article.",
        zh="从常见问题到反馈表，再到处理结果，最后又回到常见问题。",
    ),
    make_specimen(
        "fallback_parrot",
        replace(HEALTHY, answer=never_understand),
        kinds=("loop/fallback", NOT_OFFERED),
        en="Understands nothing and asks to rephrase, in changing words.",
        zh="什么都听不懂，变着花样请消费者换个说法。",
    ),
    # By the taxonomy, a request that is repeated though the item never came is the same answer again.
    # A bad picture that came counts as given.
    make_specimen(
        "no_camera_no_help",
        replace(HEALTHY, settling=Settling(insist_on_evidence)),
        kinds=(
            "loop/answer",
            "repeated_request",
            NOT_OFFERED,
        ),
        en="Insists on a photo, screenshot or receipt, though the consumer said that there is none.",
        zh="消费者说了没有，仍坚持要照片、截图或凭证。",
    ),
    make_specimen(
        "evidence_hoarder",
        replace(HEALTHY, ask=hoard_evidence),
        kinds=("repeated_request", NOT_OFFERED),
        en="Asks for the photo, screenshot or receipt again and again, though it came.",
        zh="照片、截图或凭证已经收到，还是一再索要。",
    ),
    # In a later session the same forgetting is context_loss by the taxonomy.
    make_specimen(
        "forgetful_clerk",
        replace(HEALTHY, ask=forget_what_was_said),
        kinds=("repeated_request", "context_loss", NOT_OFFERED),
        en="Asks again for the order number, account or phone that was already given.",
        zh="反复询问已经给过的订单号、账号或手机号。",
    ),
    make_specimen(
        "forgets_visits",
        replace(HEALTHY, recall=FORGETTING),
        kinds=("context_loss",),
        en="Asks for the problem and the data again in a later session, and after a human joined.",
        zh="换一次会话或转到人工后，又从头问问题和信息。",
    ),
    # By the taxonomy, a turn that is nothing but the promise is the same answer again.
    make_specimen(
        "promiser",
        replace(HEALTHY, settling=Settling(promise_again)),
        kinds=("stalling/repeated", "stalling/broken", "loop/answer", "unanswered", NOT_OFFERED),
        en="Answers complaints with 'two to three days', for weeks.",
        zh="对投诉一律回答“两到三天”，一拖就是半个月。",
    ),
    make_specimen(
        "promise_breaker",
        replace(HEALTHY, settling=Settling(promise_a_day)),
        kinds=("stalling/broken",),
        en="Promises a day, and on a later visit there is nothing.",
        zh="承诺了日期，下次来却什么也没有。",
    ),
    make_specimen(
        "slow",
        replace(HEALTHY, delivery=Delivery(delay_s=LATE_S)),
        kinds=("no_reply/late",),
        en="Answers correctly, but late (adjustable delay).",
        zh="回答正确，但很慢（延迟可调）。",
    ),
    make_specimen(
        "silent",
        replace(HEALTHY, delivery=Delivery(silent_from=2)),
        kinds=("no_reply/silent",),
        en="Falls silent from the second message on.",
        zh="从第二条消息起不再回答。",
    ),
    make_specimen(
        "crashing",
        replace(HEALTHY, delivery=Delivery(crash_from=2)),
        en="Answers HTTP 500 from the second message on: inconclusive, never a finding.",
        zh="从第二条消息起返回 HTTP 500：无法判定，绝不算发现。",
    ),
)
