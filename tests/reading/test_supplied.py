"""What consumers give: numbers, names, addresses and files, written as people write them."""

from __future__ import annotations

import pytest

from runaround.model import Attachment, Item, Message, Speaker
from runaround.reading import read_message
from runaround.reading.values import count_values, is_long_account

WRITTEN = {
    "My order number is QX-20931.": (Item.ORDER_NUMBER,),
    "order 5512881 never came": (Item.ORDER_NUMBER,),
    "Booking reference KX8821": (Item.ORDER_NUMBER,),
    "order number five five one two eight": (Item.ORDER_NUMBER,),
    "订单号：88172055": (Item.ORDER_NUMBER,),
    "我的訂單編號是88172055": (Item.ORDER_NUMBER,),
    "快递单号SF1042288": (Item.ORDER_NUMBER,),
    "订单号八八一七二零五五": (Item.ORDER_NUMBER,),
    "订单号８８１７２０５５": (Item.ORDER_NUMBER,),
    "my username is marta_77": (Item.ACCOUNT,),
    "会员号 lin_2088": (Item.ACCOUNT,),
    "Call me on 07700 900123": (Item.PHONE,),
    "my number is +44 7700 900123": (Item.PHONE,),
    "我的手机号是13900001111": (Item.PHONE,),
    "I live at 12 Mill Lane, Ashford": (Item.ADDRESS,),
    "收货地址是梅园路18号3栋": (Item.ADDRESS,),
    "I filled in the claim form": (Item.FORM,),
    "申请表填好了": (Item.FORM,),
    "车牌号沪A12345": (Item.OTHER,),
    "write to marta@example.org": (Item.OTHER,),
}


@pytest.mark.parametrize(("text", "items"), WRITTEN.items(), ids=WRITTEN)
def test_it_gives(text: str, items: tuple[Item, ...]) -> None:
    assert items == read_message(Message(Speaker.CONSUMER, text)).supplied


NOTHING = [
    "What is an order number?",
    "订单号在哪里看",
    "I don't know my order number.",
    "13900001111",
    "I called you yesterday.",
    "我打过电话了",
    "Where is the form?",
    "I paid 20 euros.",
    "三天了还没到",
    "",
]


@pytest.mark.parametrize("text", NOTHING)
def test_it_gives_nothing(text: str) -> None:
    assert () == read_message(Message(Speaker.CONSUMER, text)).supplied


FILES = {
    "image": (Attachment("image", "IMG_2041.jpg"), Item.PHOTO),
    "screenshot": (Attachment("screenshot", "IMG_2042.png"), Item.SCREENSHOT),
    "image-of-a-receipt": (Attachment("image", "a.jpg", "photo of the receipt"), Item.RECEIPT),
    "image-of-a-receipt-zh": (Attachment("image", "a.jpg", "购物小票"), Item.RECEIPT),
    "named-invoice": (Attachment("file", "invoice_5512.pdf"), Item.RECEIPT),
    "named-id-zh": (Attachment("image", "身份证正面.jpg"), Item.ID_DOCUMENT),
    "passport": (Attachment("file", "scan.pdf", "my passport"), Item.ID_DOCUMENT),
    "form": (Attachment("file", "claim_form.pdf"), Item.FORM),
    "image-of-a-screen": (Attachment("image", "x.png", "screenshot of the payment"), Item.SCREENSHOT),
    "some-file": (Attachment("file", "notes.txt"), Item.OTHER),
}


@pytest.mark.parametrize(("file", "item"), FILES.values(), ids=FILES)
def test_a_file_is_what_its_kind_and_description_say(file: Attachment, item: Item) -> None:
    assert (item,) == read_message(Message(Speaker.CONSUMER, attachments=(file,))).supplied


def test_a_bot_supplies_nothing() -> None:
    assert () == read_message(Message(Speaker.BOT, "Your order number is QX-20931.")).supplied


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("see you", 0),
        ("5512881", 1),
        ("5512881 and KX8821", 2),
        ("八八一七二零五五", 1),
        ("me@example.org", 0),
    ],
)
def test_values_are_counted(text: str, count: int) -> None:
    assert count == count_values(text)


def test_an_email_address_counts_where_one_may_be_meant() -> None:
    assert (0, 1) == (count_values("me@example.org"), count_values("me@example.org", emails=True))


@pytest.mark.parametrize(
    ("text", "is_long"),
    [
        ("It is broken.", False),
        ("洗衣机坏了", False),
        ("The drum turns for a minute, then the machine beeps three times and stops with water inside.", True),
        ("洗衣机转了一分钟就停了，一直滴滴响，里面还有很多水排不出去", True),
    ],
)
def test_a_long_account_counts_as_a_description(text: str, *, is_long: bool) -> None:
    assert is_long == is_long_account(text)
