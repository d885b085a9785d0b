"""Personal data is masked where it is kept, under marks that stay the same within a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from runaround.judging import judge_transcript, load_detectors
from runaround.masking import Masker, mask_case, mask_text, redact_case
from runaround.model import (
    Attachment,
    Button,
    CaseStatus,
    Exchange,
    JudgedCase,
    Link,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.store import Recorded, read_records

GOLD = sorted((Path(__file__).parent / "gold").glob("*.jsonl"))

PERSONAL = {
    "a Chinese mobile number": ("我的手机是13812345678，谢谢", "我的手机是[phone-1]，谢谢"),
    "one with the country and blanks": ("call +86 138 1234 5678 now", "call [phone-1] now"),
    "a full-width number": ("电话１３８１２３４５６７８。", "电话[phone-1]。"),
    "a number of the United States": ("It is (555) 123-4567.", "It is [phone-1]."),
    "an international number": ("ring +44 20 7946 0958 please", "ring [phone-1] please"),
    "a number named so": ("my phone number is 5551234", "my phone number is [phone-1]"),
    "a number of the United Kingdom": ("call 07700 900456 today", "call [phone-1] today"),
    "a Chinese landline": ("座机 010-62345678", "座机 [phone-1]"),
    "a card": ("card 4111 1111 1111 1111 expired", "card [card-1] expired"),
    "a bank card": ("卡号6222021234567890128", "卡号[card-1]"),
    "an e-mail address": ("write to an.na+x@mail.example.com.", "write to [email-1]."),
    "an IBAN": ("IBAN DE89 3704 0044 0532 0130 00 ok", "IBAN [iban-1] ok"),
    "a resident identity number": ("身份证11010519491231002X", "身份证[id-1]"),
    "a social security number": ("ssn 123-45-6789", "ssn [id-1]"),
    "a network address": ("from 192.168.10.254 today", "from [ip-1] today"),
    "a number plate": ("车牌粤B12345被拖走", "车牌[plate-1]被拖走"),
    "a WeChat id": ("加我微信：wxid_abc123", "加我微信：[wechat-1]"),
    "a QQ number": ("QQ号是123456789", "QQ号是[qq-1]"),
    "a Chinese name": ("收件人：王小明，寄到北京", "收件人：[name-1]，寄到北京"),
    "an English name": ("My name is Anna Smith and I", "My name is [name-1] and I"),
}


@pytest.mark.parametrize(("text", "expected"), PERSONAL.values(), ids=PERSONAL)
def test_personal_data_is_masked(text: str, expected: str) -> None:
    assert expected == mask_text(text)


KEPT = {
    "an order number": "订单号 4111111111111111",
    "an order number like a mobile number": "order number: 13812345678",
    "a long number that is no card": "6222021234567890127",
    "an identity number with a wrong check": "110105194912310021",
    "a date and a sum": "on 2024-05-06 I paid 1,299.00",
    "a version": "version 10.2.3 of 2024",
    "a network address that is none": "999.1.1.1",
    "a name that nobody announces": "Anna said so",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert text == mask_text(text)


def test_the_same_value_has_the_same_mark_and_another_one_another() -> None:
    masker = Masker()

    masked = [masker.mask(text) for text in ("138 1234 5678", "13912345678", "or 13812345678")]

    assert ["[phone-1]", "[phone-2]", "or [phone-1]"] == masked


def test_everything_that_is_kept_of_a_case_is_masked() -> None:
    number = "13812345678"
    turn = Turn(
        Speaker.CONSUMER,
        number,
        buttons=(Button(number, number),),
        links=(Link(f"https://bot.example/{number}", number),),
        attachments=(Attachment("image", f"{number}.jpg", number),),
        clicked=number,
    )
    record = Transcript(number, "zh", (turn,), title=number, exchanges=(Exchange(number, number),))

    masked = mask_case(judge_transcript(record, detectors={}), number=7)

    assert number not in repr(masked)
    assert "[phone-1]#7" == masked.transcript.id


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_masking_changes_no_finding(path: Path) -> None:
    detectors = load_detectors()
    records = [item.transcript for item in read_records(path) if isinstance(item, Recorded)]
    cases = [judge_transcript(record, detectors=detectors) for record in records]

    masked = [mask_case(case, number=number) for number, case in enumerate(cases)]

    assert [case.verdict for case in cases] == [case.verdict for case in masked]
    assert cases != masked


WIRE = {
    "a body after a head": (
        'POST http://bot.test\n\n{"text": "\\u624b\\u673a 13812345678", "to": ["a@b.example"]}',
        'POST http://bot.test\n\n{"text": "手机 [phone-1]", "to": ["[email-1]"]}',
    ),
    "a body alone": ('{"phone": 13812345678, "n": 7, "ok": true}', '{"phone": "[phone-1]", "n": 7, "ok": true}'),
    "nothing personal": ('{ "n":1.50 }', '{ "n":1.50 }'),
    "no JSON": ("phone=13812345678&x={", "phone=[phone-1]&x={"),
    "JSON without an end": ("[" * 100_000, "[" * 100_000),
}


@pytest.mark.parametrize(("said", "masked"), WIRE.values(), ids=WIRE)
def test_the_wire_is_masked_and_json_stays_json(said: str, masked: str) -> None:
    case = JudgedCase(Transcript("a", "en", (), exchanges=(Exchange(said, ""),)), Verdict(CaseStatus.PASSED, None))

    redacted, in_record, in_verdict = redact_case(case)

    assert (masked, 0) == (redacted.transcript.exchanges[0].request, in_verdict)
    assert masked.count("-1]") == in_record


def test_the_same_value_has_the_same_mark_in_words_and_on_the_wire() -> None:
    exchange = Exchange('{"a": "13900000000", "b": "13812345678"}', "")
    turns = (Turn(Speaker.CONSUMER, "13812345678"),)
    case = JudgedCase(Transcript("a@b.example", "en", turns, exchanges=(exchange,)), Verdict(CaseStatus.PASSED, None))

    redacted, _, _ = redact_case(case)

    record = redacted.transcript
    assert ("a@b.example", "[phone-1]") == (record.id, record.turns[0].text)
    assert '{"a": "[phone-2]", "b": "[phone-1]"}' == record.exchanges[0].request
