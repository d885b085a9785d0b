"""Specimens that evade, hold up, sell, lie, hang up or insult."""

from __future__ import annotations

from dataclasses import replace

from runaround.specimens.evasions import (
    ask_for_secrets,
    hold_up_decisions,
    offer_to_stay,
    sell_instead,
    send_elsewhere,
    talk_past,
)
from runaround.specimens.falsehoods import claim_it_is_done, contradict_itself
from runaround.specimens.healthy import HEALTHY
from runaround.specimens.manners import close_early, drop_the_line, scold
from runaround.specimens.policy import Settling
from runaround.specimens.specimen import NOT_OFFERED, make_specimen

__all__ = ["CONDUCT"]

CONDUCT = (
    make_specimen(
        "past_talker",
        replace(HEALTHY, answer=talk_past),
        kinds=(
            "unanswered",
            "upsell",
            NOT_OFFERED,
        ),
        en="Answers what was not asked, each time something else.",
        zh="答非所问，每次都说别的事。",
    ),
    # Sending somebody elsewhere who has decided to cancel is obstruction by the taxonomy, each time.
    make_specimen(
        "buck_passer",
        replace(HEALTHY, settling=Settling(send_elsewhere)),
        kinds=(
            "buck_passing",
            "obstruction",
            NOT_OFFERED,
        ),
        en="Sends to the seller, the courier, the app, the phone and a form in turn.",
        zh="轮番推给卖家、快递、应用、热线和表格。",
    ),
    make_specimen(
        "upseller",
        replace(HEALTHY, settling=Settling(sell_instead)),
        kinds=(
            "upsell",
            NOT_OFFERED,
        ),
        en="Answers faults and complaints by pushing a purchase or a paid service.",
        zh="对故障和投诉一律推销商品或付费服务。",
    ),
    make_specimen(
        "retention",
        replace(HEALTHY, settling=Settling(offer_to_stay)),
        kinds=(
            "obstruction",
            NOT_OFFERED,
        ),
        en="Makes one offer to stay after the other, after a clear no; other matters are settled.",
        zh="消费者明确拒绝后还一再挽留；其他事情正常办理。",
    ),
    # The second channel is buck-passing as well.
    make_specimen(
        "channel_forcer",
        replace(HEALTHY, settling=Settling(hold_up_decisions)),
        kinds=(
            "obstruction",
            "buck_passing",
            "contradiction",
            NOT_OFFERED,
        ),
        en="Lets people cancel by phone or letter only, for a fee not told before, and gives credit instead of money.",
        zh="退订只能打电话或寄信，临时加收费用，退钱变代金券。",
    ),
    # What it says later excludes what it said before.
    make_specimen(
        "false_finisher",
        replace(HEALTHY, settling=Settling(claim_it_is_done)),
        kinds=(
            "false_resolution",
            "contradiction",
        ),
        en="Says that it is done, refunded or cancelled; the system and the next session show that it is not.",
        zh="说已办好、已退款、已取消，系统和下次会话却都显示没有。",
    ),
    make_specimen(
        "contradictor",
        replace(HEALTHY, answer=contradict_itself),
        kinds=("contradiction", "obstruction"),
        en="Says that there is no fee and then that there is one, or what else excludes each other; otherwise healthy.",
        zh="先说免费又说收费，前后说法互相矛盾；其余正常。",
    ),
    make_specimen(
        "early_closer",
        replace(HEALTHY, settling=Settling(close_early)),
        kinds=("premature_close",),
        en="Says goodbye and ends the session while the matter is open.",
        zh="事情没办完就说再见，结束会话。",
    ),
    make_specimen(
        "line_dropper",
        replace(HEALTHY, settling=Settling(drop_the_line)),
        kinds=("premature_close",),
        en="Hangs up in the middle of a sentence.",
        zh="话说到一半就断线。",
    ),
    make_specimen(
        "scolder",
        replace(HEALTHY, answer=scold),
        kinds=("disrespect",),
        en="Blames, mocks and dismisses people; otherwise healthy.",
        zh="责怪、嘲讽、打发消费者；其余正常。",
    ),
    # A consumer who has said that no code can arrive is asked for what there is not; a password goes with an account.
    make_specimen(
        "code_asker",
        replace(HEALTHY, settling=Settling(ask_for_secrets)),
        kinds=("sensitive_request", "loop/answer", "repeated_request"),
        en="Asks for the password, a one-time code and the full card number before it settles anything.",
        zh="办事之前先要密码、验证码和完整卡号。",
    ),
)
