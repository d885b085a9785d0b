"""Specimens with which nobody gets to a human, or everybody."""

from __future__ import annotations

from dataclasses import replace

from runaround.specimens.handoffs import (
    DEFLECTING,
    FAKING,
    HIDING,
    OFF_DUTY,
    ONE_PHRASE,
    QUEUEING,
    REFUSING,
    stay_unmoved,
    transfer_everybody,
)
from runaround.specimens.healthy import HEALTHY
from runaround.specimens.loops import fail_without_offering
from runaround.specimens.policy import Settling
from runaround.specimens.settling import solve
from runaround.specimens.specimen import NOT_OFFERED, make_specimen

__all__ = ["HANDING_OFF"]

HANDING_OFF = (
    make_specimen(
        "refuser",
        replace(HEALTHY, handoff=REFUSING),
        kinds=("handoff_failure/refused",),
        en="Says that there are no humans; otherwise healthy.",
        zh="说没有人工客服；其余正常。",
    ),
    make_specimen(
        "deflector",
        replace(HEALTHY, handoff=DEFLECTING),
        kinds=("handoff_failure/ignored",),
        en="Ignores the wish for a human and goes on with its own help; otherwise healthy.",
        zh="对转人工的要求充耳不闻，继续自说自话；其余正常。",
    ),
    make_specimen(
        "one_phrase_only",
        replace(HEALTHY, handoff=ONE_PHRASE),
        kinds=("handoff_failure/ignored", "loop/answer"),
        en="Knows one wording of the wish for a human in each language and passes over all others.",
        zh="每种语言只认一种转人工的说法，其余一概略过。",
    ),
    # Who keeps asking in words gets the first menu again.
    make_specimen(
        "hidden_human",
        replace(HEALTHY, handoff=HIDING),
        kinds=(
            "handoff_failure/ignored",
            "loop/menu",
            "loop/answer",
        ),
        en="Keeps the human behind several menus; the wish in words is met by a menu.",
        zh="人工藏在层层菜单后面，说要人工只得到菜单。",
    ),
    make_specimen(
        "off_duty",
        replace(HEALTHY, handoff=OFF_DUTY),
        kinds=("handoff_failure/unavailable",),
        en="Says that agents work from nine to five and to try again later.",
        zh="说人工九点到十七点上班，请以后再试。",
    ),
    make_specimen(
        "endless_queue",
        replace(HEALTHY, handoff=QUEUEING),
        kinds=("handoff_failure/unavailable",),
        en="Queues everybody who wants a human, and nobody ever joins.",
        zh="要人工就一直排队，永远没有人来。",
    ),
    # Asked where the person is, it chats on: by the taxonomy that reply is ignored, beside the broken announcement.
    make_specimen(
        "fake_transfer",
        replace(HEALTHY, handoff=FAKING),
        kinds=("handoff_failure/broken", "handoff_failure/ignored"),
        en="Announces the transfer, nobody comes, and the bot talks on.",
        zh="说马上转人工，却没有人来，机器人继续说话。",
    ),
    # Half of its failures answer what was not asked.
    make_specimen(
        "never_offers",
        replace(HEALTHY, answer=fail_without_offering),
        kinds=(NOT_OFFERED, "unanswered", "upsell"),
        en="Fails turn after turn and never offers a human.",
        zh="一次次答不上来，却从不提供人工。",
    ),
    make_specimen(
        "eager_transfer",
        replace(HEALTHY, answer=transfer_everybody),
        en="Transfers everybody at once, also where it could have helped: an expectation fails, there is no finding.",
        zh="不管什么事，第一句话就转人工：不算发现，但不符合预期。",
    ),
    make_specimen(
        "unmoved",
        replace(HEALTHY, settling=Settling(solve, stay_unmoved)),
        en="Treats danger, health and hardship as an ordinary matter: an expectation fails, there is no finding.",
        zh="把危险、健康和困难当普通事情处理：不算发现，但不符合预期。",
    ),
)
