"""Asking again for what is already there: each item in both languages, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding, Item

Find = Callable[..., tuple[Finding, ...]]

ASKED_AGAIN = {
    "photo-en": (
        Item.PHOTO,
        "Please send a photo of the chair.",
        "Here. [image chair.jpg]",
        "Could you share a photo of it?",
    ),
    "photo-zh": (Item.PHOTO, "请上传椅子的照片", "发了 [image chair.jpg]", "麻烦您提供一下照片哦"),
    "photo-said-to-be-sent": (
        Item.PHOTO,
        "Please send a photo of the chair.",
        "I just sent it.",
        "Please upload a photo of the chair.",
    ),
    "photo-attached-traditional": (
        Item.PHOTO,
        "麻煩上傳一張收到商品的照片",
        "传了 [image chair.jpg]",
        "為了加速處理，煩請您附上商品的相片喔。",
    ),
    "screenshot-en": (
        Item.SCREENSHOT,
        "Can you send a screenshot?",
        "Done. [screenshot error.png]",
        "We need a screenshot of the error.",
    ),
    "screenshot-zh": (Item.SCREENSHOT, "请提供报错截图", "给你 [screenshot error.png]", "麻烦发一下截图"),
    "receipt-en": (
        Item.RECEIPT,
        "Do you have the receipt?",
        "Attached. [file receipt.pdf]",
        "Please upload your proof of purchase.",
    ),
    "receipt-zh": (Item.RECEIPT, "请提供购物小票", "上传了 [image 小票.jpg]", "需要您上传一下购买凭证"),
    "order-number-en": (Item.ORDER_NUMBER, "What is your order number?", "QX-20931", "May I have your order number?"),
    "order-number-zh": (Item.ORDER_NUMBER, "请问订单号是多少", "88172055", "请您提供订单号"),
    "order-number-spoken-zh": (Item.ORDER_NUMBER, "请报一下订单号", "八八一七二零五五", "请您提供订单号"),
    "account-en": (Item.ACCOUNT, "What is your username?", "marta_77", "Please tell me your username."),
    "account-zh": (Item.ACCOUNT, "请提供会员账号", "会员账号 lin_2088", "请问您的会员账号是多少"),
    "phone-en": (Item.PHONE, "What's your phone number?", "07700 900123", "Please leave your phone number."),
    "phone-zh": (Item.PHONE, "请留下联系电话", "13900001111", "方便留一下您的手机号码吗"),
    "address-en": (
        Item.ADDRESS,
        "What is your address?",
        "12 Mill Lane, Ashford",
        "Please provide your delivery address.",
    ),
    "address-zh": (Item.ADDRESS, "请提供收货地址", "梅园路18号3栋502室", "麻烦发一下您的收货地址"),
    "id-document-zh": (Item.ID_DOCUMENT, "请上传身份证照片", "传了 [image 身份证正面.jpg]", "请您上传身份证照片"),
    "id-document-en": (
        Item.ID_DOCUMENT,
        "Please upload your passport.",
        "Here [image passport.jpg]",
        "Please upload a copy of your passport.",
    ),
    "form-en": (
        Item.FORM,
        "Please fill in the claim form.",
        "I filled in the claim form.",
        "Please complete the claim form.",
    ),
    "form-zh": (Item.FORM, "请填写理赔申请表", "申请表填好了", "请您填写一下申请表"),
}


@pytest.mark.parametrize(("item", "ask", "give", "again"), ASKED_AGAIN.values(), ids=ASKED_AGAIN)
def test_asking_again_is_found_with_its_item(find: Find, item: Item, ask: str, give: str, again: str) -> None:
    found = find("C: 退货 return", f"B: {ask}", f"C: {give}", f"B: {again}")

    assert (Finding(3, "repeated_request", (2,), item),) == found


@pytest.mark.parametrize(
    ("give", "ask", "item"),
    [
        ("Order QX-20931 never came.", "What is your order number?", Item.ORDER_NUMBER),
        ("我的订单88172055没收到", "请问您的订单号是多少？", Item.ORDER_NUMBER),
        ("The chair is broken, see here. [image chair.jpg]", "Please send us a photo.", Item.PHOTO),
        ("我的電話是0912-345-678，請打給我", "請留下您的聯絡電話", Item.PHONE),
    ],
    ids=["order-en", "order-zh", "photo-en", "phone-traditional"],
)
def test_what_was_given_unasked_counts(find: Find, give: str, ask: str, item: Item) -> None:
    assert (Finding(1, "repeated_request", (0,), item),) == find(f"C: {give}", f"B: {ask}")


def test_every_further_asking_is_marked(find: Find) -> None:
    found = find(
        "C: My order 5512-881 is broken.",
        "B: What is your order number?",
        "C: 5512-881, as I wrote.",
        "B: Please give me your order number.",
    )

    again = [Finding(turn, "repeated_request", (0,), Item.ORDER_NUMBER) for turn in (1, 3)]
    assert tuple(again) == found


SENT = ("C: The lamp came broken.", "B: Please upload a photo of the lamp.", "C: Here. [image lamp.jpg]")
SENT_ZH = ("C: 台灯收到是坏的", "B: 请上传台灯的照片", "C: 发了 [image lamp.jpg]")
TOLD = ("C: My order number is QX-20931.",)
TOLD_ZH = ("C: 订单号88172055，一直没发货",)
SILENT = {
    "empty": (),
    "blurred-en": (*SENT, "B: The photo is too dark. Please send a new photo."),
    "blurred-zh": (*SENT_ZH, "B: 照片有点模糊，麻烦重新拍一张照片"),
    "unsigned-form": (
        "C: Here is my form. [file form.pdf]",
        "B: Page 2 is not signed. Please sign it and send the form again.",
    ),
    "missing-page": ("C: Here is my form. [file form.pdf]", "B: Page 2 is missing. Please send the form again."),
    "unreadable-file": (*SENT, "B: I can't open the file. Please upload the photo again."),
    "another-angle-en": (*SENT, "B: Please send one more photo, from the back."),
    "another-angle-zh": (*SENT_ZH, "B: 请再补充一张背面的照片"),
    "a-different-item-en": (*SENT, "B: What is your phone number?"),
    "a-different-item-zh": (*SENT_ZH, "B: 请留下您的联系电话"),
    "received-en": (*SENT, "B: Thanks, I have the photo. A new lamp is on its way."),
    "received-zh": (*SENT_ZH, "B: 照片收到了，已为您安排补发"),
    "read-back-en": (*TOLD, "B: Your order number is QX-20931, is that correct?"),
    "read-back-zh": (*TOLD_ZH, "B: 您的订单号是88172055，对吗？"),
    "wrong-order-number": (*TOLD, "B: I can't find QX-20931. Please check your order number."),
    "wrong-order-number-zh": (*TOLD_ZH, "B: 没有查到这个订单，请核对后重新提供订单号"),
    "declined-en": (
        "C: The lamp came broken.",
        "B: Please upload a photo of the lamp.",
        "C: I'd rather not send a photo.",
        "B: Without one I can offer a voucher. If you change your mind, please send a photo.",
    ),
    "declined-zh": ("C: 台灯坏了", "B: 请上传照片", "C: 手机坏了拍不了", "B: 没关系，方便的时候请上传照片"),
    "warning": (*SENT, "B: Got it. Please don't send your password or a photo of your card."),
    "goods-that-are-shipped": (*SENT_ZH, "B: 一般情况下剩余商品会分开发货，建议您再等几天看看。"),
    "nothing-to-do-with-it-zh": (
        *SENT_ZH,
        "B: 您的情况已提交专员，预计两三天内给您答复。",
        "C: 台灯还是坏的呀",
        "B: 理解您的心情，这边已催促，2-3个工作日内会有结果。",
        "C: 这个跟台灯没关系",
    ),
    "a-step-tried-in-vain": (
        "C: my account won't log in, error 1037",
        "B: Which account is it?",
        "C: account bluefox_88",
        "B: Login failures are usually caused by an unstable network. Please switch networks and log in again.",
        "C: I tried that already, still error 1037",
    ),
    "mentioned-only": (*TOLD, "B: You can find your order number in your email. A new lamp has been sent."),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


@pytest.mark.parametrize(
    "boundary",
    [("S: [event human_joined]", "H: Hello.", "S: [event human_left]"), ("---", "C: I am back.")],
    ids=["after-a-human", "in-a-later-session"],
)
def test_asking_behind_a_boundary_is_no_repeated_request(find: Find, boundary: tuple[str, ...]) -> None:
    """It is `context_loss`, which replaces it."""
    found = find(*SENT, "B: Thank you.", *boundary, "C: So?", "B: Please upload a photo of the lamp.")

    assert ["context_loss"] == [finding.kind for finding in found]


@pytest.mark.parametrize(
    "again",
    ["Thanks. What's the order number of the second parcel?", "Done. And the order number of the other one?"],
)
def test_the_number_of_another_thing_is_not_asked_again(find: Find, again: str) -> None:
    """One consumer may have two orders, two parcels, two claims."""
    found = find("C: Two parcels are missing", "B: What's the order number of the first?", "C: 771-0091", f"B: {again}")

    assert () == found


SPELT = {
    "en": (
        "It is account 771042.",
        "What was that number again, the one on your card?",
        "Seven seven one, oh four two.",
    ),
    "zh": ("我的卡号是771042", "请问您卡上的号码是？", "七七一零四二"),
}


@pytest.mark.parametrize(("told", "question", "reply"), SPELT.values(), ids=SPELT)
def test_a_number_that_is_spelt_is_the_same_number(find: Find, told: str, question: str, reply: str) -> None:
    found = find(f"C: {told}", "B: OK.", "C: ?", f"B: {question}", f"C: {reply}")

    assert [(3, (0,))] == [(one.turn, one.refs) for one in found if one.kind == "repeated_request"]


def test_what_the_bot_has_read_out_itself_is_only_confirmed(find: Find) -> None:
    found = find("C: The lamp QX-2041 is broken.", "B: Let me see.", "C: ok", "B: Is it QX-2041?", "C: QX-2041")

    assert () == found
