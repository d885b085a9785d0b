"""Sent from one to the next: every further redirect after one in vain, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

SENT_ON = {
    "seller-after-courier-en": (
        "C: My parcel shows delivered but it isn't here.",
        "B: Please contact the courier directly, they have the proof of delivery.",
        "C: The courier says only the sender can open a claim.",
        "B: In that case, please reach out to the seller through their store page.",
    ),
    "form-after-department-en": (
        "C: Voucher AV-33 is rejected.",
        "B: For problems with a voucher, please contact the travel agent who issued it.",
        "C: You issued it, when you cancelled my flight in March",
        "B: Our Customer Relations department can look into it. Please use their web form.",
    ),
    "app-after-helpline-en": (
        "C: Box is on, no signal, error 1302",
        "B: Please call our technical helpline on 0800 111 222.",
        "C: I was on hold for an hour and then cut off.",
        "B: You can raise a fault in the MyTV app.",
    ),
    "casual-en": (
        "C: hi, got charged roaming in my own country lol",
        "B: Hey! For roaming stuff hit up the network you were connected to",
        "C: they laughed at me, said its my provider",
        "B: Hmm, maybe your bank can reverse it?",
    ),
    "a-party-nobody-knows-en": (
        "C: my payment bounced back",
        "B: For payment queries please contact PayZone.",
        "C: PayZone only sees one payment and says the second is from you",
        "B: Then kindly contact your bank.",
    ),
    "shop-after-courier-zh": (
        "C: 快递显示签收了但我没收到",
        "B: 亲，这个需要您联系快递公司核实哦",
        "C: 快递公司说让发货方去查",
        "B: 建议您联系一下店铺客服处理呢",
    ),
    "nobody-picks-up-zh": (
        "C: 外卖少送了一份菜",
        "B: 亲，请您直接联系商家补送哦",
        "C: 商家不接电话",
        "B: 那您联系一下骑手呢",
    ),
    "counter-after-hotline-zh": (
        "C: 我的社保断缴了一个月",
        "B: 您好，社保缴纳由您的单位操作，请与单位人事联系",
        "C: 人事说系统显示缴费成功，让问社保",
        "B: 建议您到税务大厅窗口查询",
    ),
    "merchant-after-bank-traditional": (
        "C: 信用卡盜刷了兩筆",
        "B: 請您致電發卡銀行處理",
        "C: 銀行說要特約商店先同意",
        "B: 建議您向刷卡的商店反映",
    ),
    "told-there-is-no-fee-and-sent-away": (
        "C: The hotel booking I cancelled is still unpaid.",
        "B: It was cancelled on 8 May, you're due 312 euros. Please ask Hotel Arcadia for the refund.",
        "C: The hotel says they never took any payment and I should come back to you.",
        "B: In that case please contact your bank so that they can trace the money.",
    ),
}


@pytest.mark.parametrize("talk", SENT_ON.values(), ids=SENT_ON)
def test_the_second_redirect_is_found_with_the_first_as_its_proof(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(3, "buck_passing", (1,)),) == find(*talk)


def test_every_later_redirect_is_found_and_the_first_party_again_is_no_loop(find: Find) -> None:
    """Ruling 4."""
    found = find(
        "C: Brown bin wasn't emptied on Tuesday",
        "B: Garden waste is collected by our contractor Verdane. Please call Verdane on 0800 555 0142.",
        "C: Verdane say they only act on reports logged by the council",
        "B: Missed collections can be logged in the MyTown app under Waste.",
        "C: The app says to contact the contractor",
        "B: Garden waste is collected by our contractor Verdane. Please call Verdane on 0800 555 0142.",
    )

    assert (Finding(3, "buck_passing", (1,)), Finding(5, "buck_passing", (1,))) == found


def test_people_who_pass_a_consumer_on_twice_without_result_are_found(find: Find) -> None:
    found = find(
        "C: My deposit is missing.",
        "H: That's not us, I'm transferring you to the billing team.",
        "S: [event human_joined]",
        "H: Hello. Deposits are for accounts, I'll transfer you to the accounts team.",
        "S: [event human_joined]",
        "H: Hello, accounts. It is not here either.",
    )

    assert (Finding(3, "buck_passing", (1,)),) == found


SILENT = {
    "empty": (),
    "the-first-redirect": ("C: My parcel is late.", "B: Please contact the courier directly.", "C: Thanks, will do."),
    "two-errands-en": (
        "C: How can I change my hotel's check-in time?",
        "B: Please contact the hotel directly.",
        "C: ok. And the flight seats?",
        "B: Seats can be changed with the airline, please call them.",
    ),
    "two-errands-zh": (
        "C: 酒店几点可以入住？",
        "B: 一般下午2点，具体请您联系酒店确认",
        "C: 那可以带宠物吗",
        "B: 宠物政策也请您咨询酒店哦",
    ),
    "a-number-that-was-asked-for-en": (
        "C: I'd like to reschedule the fitting.",
        "B: Please contact the fitter to arrange a new date.",
        "C: No problem, what's their number?",
        "B: You can reach them on 01632 960 001.",
    ),
    "a-number-that-was-asked-for-zh": (
        "C: 订单能不能开专票",
        "B: 请联系商家开具专票",
        "C: 商家电话多少",
        "B: 您可以拨打商家电话0571-88001122",
    ),
    "the-company-takes-it-on-en": (
        "C: The router is dead.",
        "B: Please contact the manufacturer.",
        "C: They say it's out of warranty.",
        "B: I see. I've ordered a new router for you, it ships tomorrow.",
    ),
    "the-company-takes-it-on-zh": (
        "C: 快递一直没到",
        "B: 建议您联系快递公司",
        "C: 快递公司说查不到",
        "B: 已为您联系快递公司核实，今天下午送达",
    ),
    "the-same-party-with-more-detail": (
        "C: My card was stolen.",
        "B: Please call our 24h card line on 0800 1234.",
        "C: I'm abroad.",
        "B: From abroad, the number is +44 20 7946 0000.",
    ),
    "steps-one-after-the-other-zh": (
        "C: 护照丢了",
        "B: 请先到派出所报案并办理遗失证明",
        "C: 然后呢",
        "B: 再到出入境管理处申请补办",
    ),
    "steps-in-settings": (
        "C: App crashes.",
        "B: Please open the settings and clear the cache.",
        "C: Crashes again.",
        "B: Please go to the app store and install the newest version.",
    ),
    "recommended-places-zh": (
        "C: 周边有什么好吃的",
        "B: 推荐您去全聚德，电话010-63018833",
        "C: 不想吃烤鸭",
        "B: 那您可以去东来顺，电话010-65139661",
    ),
    "what-to-do-in-case": (
        "C: The refund has not come.",
        "B: It was sent today. If it does not arrive by Friday, please contact your bank.",
        "C: Nothing so far.",
        "B: If it still does not show on Friday, please contact the card issuer.",
    ),
    "a-transfer-to-the-one-who-solves-it": (
        "C: agent",
        "B: Connecting you.",
        "S: [event human_joined]",
        "H: For this one I need returns, I'm transferring you to the returns team.",
        "S: [event human_joined]",
        "H: Returns here. I've refunded 20 pounds.",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


def test_a_form_that_was_filled_in_and_is_wanted_again_is_a_repeated_request_only(find: Find) -> None:
    found = find(
        "C: What happens next with my claim?",
        "B: The next step is to complete our online claim form.",
        "C: I filled in the claim form already, reference CLM-8830",
        "B: To go on, please fill in the claim form on our website.",
    )

    assert ["repeated_request"] == [finding.kind for finding in found]
