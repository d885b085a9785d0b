"""Runs to draw reports from, and snapshots of reports in plain files."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import small_runs
from browsing import browser, chromium, show

from runaround.model import (
    Attachment,
    Button,
    CaseError,
    Censored,
    Check,
    CheckPart,
    CheckResult,
    CheckStatus,
    DetectorFailure,
    Effort,
    Ending,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Expectation,
    Finding,
    Handoff,
    Item,
    JsonCheck,
    JudgedCase,
    Link,
    Measurements,
    Missed,
    Need,
    Outcome,
    Pair,
    ProbeResult,
    Quarantine,
    QuarantineUse,
    Run,
    Severity,
    SkippedCase,
    Speaker,
    Suppressed,
    Suppression,
    SuppressionUse,
    Timing,
    Transcript,
    Turn,
    Versions,
)
from runaround.scoring import score
from runaround.verdicts import Judgement, judge

__all__ = ["browser", "chromium", "show"]

C, B, S, H = Speaker.CONSUMER, Speaker.BOT, Speaker.SYSTEM, Speaker.HUMAN
SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
Snapshot = Callable[[str, str], None]


@pytest.fixture
def repeated() -> Run:
    """Three scenarios of one bot, three times each: one flips, one flips the other way, one says nothing once."""
    said = {"refund.en": "pass loop/answer pass", "a_b.en": "loop pass loop", "hours.en": "pass pass ?"}
    run = small_runs.run_of(said)
    return replace(run, scorecards=(score(run.cases, target="shop"),))


@pytest.fixture
def snapshot() -> Snapshot:
    """Return a function that compares a text with the stored file of that name, to the byte.

    RUNAROUND_UPDATE_SNAPSHOTS=1 writes the file instead; read the diff before it is committed.
    """

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("RUNAROUND_UPDATE_SNAPSHOTS") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert path.read_bytes().decode() == text

    return compare


def oil() -> JudgedCase:
    """A photo is asked for again, and nobody is to be had: two sessions, Chinese."""
    turns = (
        Turn(B, "您好，请问有什么可以帮您？", buttons=(Button("订单问题"), Button("其他")), at=0.0),
        Turn(C, "买了两桶油，只收到一桶", at=9.0),
        Turn(B, "请上传商品照片", at=10.2),
        Turn(C, "发了", attachments=(Attachment("image", "parcel.jpg", "打开的纸箱，里面只有一桶油"),), at=31.0),
        Turn(B, "请您上传商品照片，以便我们核实。", at=32.0),
        Turn(C, "刚才已经发过了，转人工", at=45.0),
        Turn(B, "目前不提供人工服务哦。", at=46.5),
        Turn(C, "三天了，还是没有结果", at=259_300.0, session=2),
        Turn(B, "请上传商品照片", at=259_301.0, session=2),
    )
    findings = (
        Finding(4, "repeated_request", (3,), Item.PHOTO),
        Finding(6, "handoff_failure/refused", (5,)),
        Finding(8, "context_loss", (3,), Item.PHOTO),
    )
    record = Transcript(
        "missing_item.zh-0",
        "zh",
        turns,
        title="两桶油只到一桶",
        scenario="missing_item.zh",
        target="oil-shop",
        seed=7,
        ending=Ending(EndReason.OUT_OF_PATIENCE),
    )
    counted = Measurements(
        9,
        4,
        characters=30,
        restarts=1,
        requests_to_human=Censored(1),
        turns_to_human=Censored(4),
        seconds_to_human=Censored(2.5),
        demanded=(Item.PHOTO,),
        items_asked=3,
        items_asked_again=2,
        uploads=1,
        handoff=Handoff.MISSED,
        timing=Timing((5,), (), (0.0, 0.0, 0.0)),
    )
    return judged(record, findings, outcome=Outcome.UNRESOLVED, counted=counted)


def refund() -> JudgedCase:
    """A fallback, a menu that leads back, and a human in the end: English."""
    page = (Link("https://shop.test/faq?q=1", "Refunds"),)
    turns = (
        Turn(C, "My refund has not arrived", at=0.0),
        Turn(B, "Read this first.", links=page, at=1.0),
        Turn(C, clicked="https://shop.test/faq?q=1", at=6.0),
        Turn(B, "Read this first.", links=page, at=7.0),
        Turn(C, "A person, please", at=15.0),
        Turn(S, "You are number 2", event=Event.QUEUE, at=16.0),
        Turn(S, event=Event.HUMAN_JOINED, at=75.5),
        Turn(H, "Hello, I am Ada. It is on its way.", at=80.0),
    )
    record = Transcript(
        "refund.en-0", "en", turns, title="Where is my refund", scenario="refund.en", target="oil-shop", seed=7
    )
    counted = Measurements(
        8,
        3,
        characters=32,
        requests_to_human=Censored(1, is_reached=True),
        turns_to_human=Censored(3, is_reached=True),
        seconds_to_human=Censored(60.5, is_reached=True),
        menu_steps_to_human=Censored(1, is_reached=True),
        disclosed_at=1,
        waited=True,
        queue_told_at=5,
        reference_at=7,
        handoff=Handoff.CAME,
        timing=Timing((4,), (4,), (1.0, 1.0, 1.0)),
    )
    return judged(record, (Finding(3, "loop/menu", (1,)),), outcome=Outcome.RESOLVED, counted=counted)


def hours() -> JudgedCase:
    """A control that passes."""
    turns = (Turn(C, "几点开门？"), Turn(B, "每天九点到十八点。", at=0.8), Turn(C, "谢谢", at=4.0))
    record = Transcript(
        "hours.zh-0",
        "zh",
        turns,
        scenario="hours.zh",
        target="oil-shop",
        ending=Ending(EndReason.SOLVED),
    )
    expect = Expectation(Outcome.RESOLVED, Escalation.WRONG)
    return judged(record, (), outcome=Outcome.RESOLVED, counted=Measurements(3, 2), expect=expect)


def control() -> JudgedCase:
    """A case without a finding that fails, because a transfer was wrong there: second bot."""
    turns = (Turn(C, "When do you open?"), Turn(S, event=Event.TRANSFER_STARTED, at=2.0))
    record = Transcript("hours.en-0", "en", turns, scenario="hours.en", target="hurried")
    expect = Expectation(Outcome.RESOLVED, Escalation.WRONG)
    counted = Measurements(2, 1, handoff=Handoff.NEEDLESS, timing=Timing((), (0,), (0.0, 0.0, 0.0)))
    return judged(record, (), outcome=Outcome.UNRESOLVED, counted=counted, expect=expect)


def unreachable() -> JudgedCase:
    """The endpoint fails on turn 0."""
    error = CaseError(ErrorKind.HTTP_STATUS, "https://bot.test/chat answered HTTP 502; expected 2xx.", 0)
    record = Transcript("hours.en-1", "en", (Turn(C, "Hello?"),), scenario="hours.en", target="hurried", error=error)
    return judged(record, (), outcome=None, counted=Measurements(1, 1))


def broken() -> JudgedCase:
    """A detector of ours breaks, and the scenario has a gap."""
    ending = Ending(EndReason.OUT_OF_PATIENCE, gaps=(Item.FORM,))
    turns = (Turn(C, "退款"), Turn(B, "请先填写表单", at=1.0))
    record = Transcript("refund.zh-0", "zh", turns, scenario="refund.zh", target="hurried", ending=ending)
    failures = (DetectorFailure("stalling", "IndexError('tuple index out of range')"),)
    judgement = Judgement(outcome=Outcome.UNRESOLVED, failures=failures, measurements=Measurements(2, 1))
    return JudgedCase(record, judge(record, judgement))


def judged(
    record: Transcript,
    findings: tuple[Finding, ...],
    *,
    outcome: Outcome | None,
    counted: Measurements,
    expect: Expectation | None = None,
    checks: tuple[CheckResult, ...] = (),
    suppressed: tuple[Suppressed, ...] = (),
) -> JudgedCase:
    judgement = Judgement(findings, outcome, measurements=counted, checks=checks, expect=expect, suppressed=suppressed)
    return JudgedCase(record, judge(record, judgement), expect)


def run_of(*cases: JudgedCase) -> Run:
    """Return a run with a scorecard for each bot, in the order of the cases."""
    targets = dict.fromkeys(case.transcript.target for case in cases)
    return Run(
        id="run-1",
        started="2026-11-22T01:00:00Z",
        seed=7,
        cases=cases,
        scorecards=tuple(
            score([case for case in cases if case.transcript.target == target], target=target) for target in targets
        ),
        versions=Versions("0.1.0", "core-1"),
        planned=len(cases),
    )


def cancelled() -> JudgedCase:
    """What a scenario asked for in detail, and did not get: one loop is borne, a reply and the test system are not."""
    turns = (
        Turn(C, "I want to cancel my contract"),
        Turn(B, "May I offer you three months at half price?", at=1.0),
        Turn(C, "No. Cancel it, please", at=8.0),
        Turn(B, "Three months at half price, how about that?", at=9.0),
        Turn(C, "Cancel it!", at=15.0),
        Turn(B, "Your contract is cancelled.", at=16.0),
        Turn(S, 'the contract is cancelled; HTTP 200; state = "active"', event=Event.PROBE, at=18.0),
    )
    checks = (
        CheckResult(1, 1, CheckStatus.HELD, 0, (1,)),
        CheckResult(
            1,
            2,
            CheckStatus.FAILED,
            turn=2,
            refs=(3,),
            missed=(
                Missed(CheckPart.CONTAINS, ("cancelled", "effective*from"), turns[3].text),
                Missed(CheckPart.MISSES, ("half price",), turns[3].text),
                Missed(CheckPart.JSON, ('contract.state = "cancelled"',), 'contract.state = "active"'),
            ),
        ),
        CheckResult(1, 5, CheckStatus.NOT_NEEDED),
    )
    expect = Expectation(
        Outcome.RESOLVED,
        Escalation.WRONG,
        limits={"loop/answer": 1, "obstruction": 0},
        no_harder_than="sign_up",
        checks=(Check(1, misses=("phone",)), Check(2, contains=("cancelled",)), Check(5, silent=True)),
    )
    record = Transcript(
        "cancel.en-0",
        "en",
        turns,
        title="Cancelling a contract",
        scenario="cancel.en",
        target="telco",
        severity=Severity.HIGH,
        tags=("retention", "contract"),
        ending=Ending(EndReason.SOLVED),
        probes=(ProbeResult("the contract is cancelled", 6, holds=False),),
    )
    counted = Measurements(7, 3)
    found = (Finding(3, "loop/answer", (1,)),)
    return judged(record, found, outcome=Outcome.RESOLVED, counted=counted, expect=expect, checks=checks)


def waited() -> JudgedCase:
    """A human took too long, and a later check was never reached: Chinese, of little weight."""
    turns = (
        Turn(C, "转人工"),
        Turn(B, "请先描述问题", at=1.0),
        Turn(C, "转人工！", at=20.0),
        Turn(S, event=Event.HUMAN_JOINED, at=400.0),
        Turn(H, "您好", at=401.0),
        Turn(S, event=Event.HANG_UP, at=402.0),
    )
    expect = Expectation(requests_to_human=1, turns_to_human=1, seconds_to_human=300, checks=(Check(3, silent=False),))
    record = Transcript(
        "call.zh-0",
        "zh",
        turns,
        title="找人工",
        scenario="call.zh",
        target="telco",
        severity=Severity.LOW,
        ending=Ending(EndReason.CLOSED_BY_COMPANY),
    )
    counted = Measurements(
        6,
        2,
        requests_to_human=Censored(2, is_reached=True),
        turns_to_human=Censored(2, is_reached=True),
        seconds_to_human=Censored(400.0, is_reached=True),
        waited=True,
        handoff=Handoff.CAME,
    )
    checks = (CheckResult(1, 3, CheckStatus.NOT_REACHED),)
    return judged(record, (), outcome=Outcome.HANDED_OFF, counted=counted, expect=expect, checks=checks)


def unread() -> JudgedCase:
    """Nothing is wrong, but a raw answer that was to be looked into is not on record."""
    turns = (Turn(C, "Sign me up"), Turn(B, "Welcome on board.", at=1.0))
    expect = Expectation(
        Outcome.RESOLVED, requests_to_human=0, checks=(Check(1, json=(JsonCheck("state", exists=True),)),)
    )
    record = Transcript("sign_up.en-0", "en", turns, title="Signing up", scenario="sign_up.en", target="telco")
    checks = (CheckResult(1, 1, CheckStatus.NOT_RECORDED, 0, (1,)),)
    return judged(record, (), outcome=Outcome.RESOLVED, counted=Measurements(2, 1), expect=expect, checks=checks)


PAIRS = (
    Pair(
        "telco",
        "en",
        Effort("cancel.en", "Cancelling a contract", cases=3, done=2, turns=9.0),
        Effort("sign_up.en", "Signing up", cases=3, done=3, turns=3.0),
    ),
    Pair(
        "telco",
        "zh",
        Effort("cancel.zh", "取消宽带", cases=1, done=1, turns=3.0),
        Effort("sign_up.zh", "开通宽带", cases=1, done=1, turns=3.0),
    ),
    Pair(
        "telco",
        "en",
        Effort("delete.en", "Deleting an account", cases=1, done=0, turns=None),
        Effort("sign_up.en", "Signing up", cases=1, done=1, turns=1.0),
    ),
)


@pytest.fixture
def expecting() -> Run:
    """Return a run in which scenarios expect all that can be expected."""
    return replace(run_of(waited(), unread(), cancelled()), pairs=PAIRS)


def waive() -> tuple[Suppression, ...]:
    """Return four entries: one for a family, one for a turn, one that is over, one that fits nothing."""
    last = date(2026, 12, 31)
    return (
        Suppression("handoff_failure", "The hotline opens in December; ticket 12.", "Ann Lee", last, "missing_item"),
        Suppression("loop/menu", "同一页面有两个入口。", "王小明", last, case="refund.*", turn=3, line=8),
        Suppression("context_loss", "Known.", "Bo", date(2026, 11, 21), line=15),
        Suppression("house_rule/own", "A rule of a plugin.", "Bo", last, line=20),
    )


@pytest.fixture
def suppressing() -> Run:
    """Return a run in which a person has suppressed one of three findings of a case, and all of another."""
    family, menu, over, idle = waive()
    first, second, passed = oil(), refund(), hours()
    verdict = first.verdict
    one = judged(
        first.transcript,
        (verdict.findings[0], verdict.findings[2]),
        outcome=verdict.outcome,
        counted=verdict.measurements,
        suppressed=(Suppressed(verdict.findings[1], family),),
    )
    other = judged(
        second.transcript,
        (),
        outcome=second.verdict.outcome,
        counted=second.verdict.measurements,
        suppressed=(Suppressed(second.verdict.findings[0], menu),),
    )
    uses = (
        SuppressionUse(family, 1),
        SuppressionUse(menu, 1),
        SuppressionUse(over, 1, is_expired=True),
        SuppressionUse(idle),
    )
    return replace(run_of(one, other, passed), suppressions=uses)


@pytest.fixture
def quarantining() -> Run:
    """Return a run in which one failed case and one that passed are kept out, and two entries have no effect."""
    last = date(2026, 12, 31)
    slow = Quarantine("The queue of the test system is slow.", "Ann Lee", last, "missing_item", issue="RA-12")
    healed = Quarantine("时好时坏。", "王小明", last, case="hours.*", release_after=1, line=8)
    over = Quarantine("Known.", "Bo", date(2026, 11, 21), "refund", line=15)
    idle = Quarantine("Known.", "Bo", last, "gone", line=20)
    cases = (replace(oil(), quarantine=slow), refund(), replace(hours(), quarantine=healed))
    uses = (
        QuarantineUse(slow, 1, failed=1),
        QuarantineUse(healed, 1, passed=1, in_a_row=1),
        QuarantineUse(over, 1, failed=1, is_expired=True),
        QuarantineUse(idle),
    )
    return replace(run_of(*cases), quarantines=uses)


@pytest.fixture
def skipping() -> Run:
    """Return a run of one bot whose channel could not play many scenarios, for two reasons."""
    photos = (SkippedCase(f"photo_{n}.en", "shop", (Need.UPLOADS,), "en", ("smoke",)) for n in range(14))
    menu = SkippedCase("menu.zh", "shop", (Need.BUTTONS, Need.HUMAN_SIDE), "zh")
    return replace(run_of(hours()), skipped=(*photos, menu))


@pytest.fixture
def one_bot() -> Run:
    """Return a run of three cases against one bot."""
    return run_of(hours(), oil(), refund())


@pytest.fixture
def two_bots() -> Run:
    """Return a run with every status, over two bots."""
    return run_of(oil(), refund(), hours(), control(), unreachable(), broken())


HOSTILE = (
    "<script>document.title='owned';alert(1)</script>",
    "<img src=x onerror=\"document.title='owned'\"><svg onload=alert(2)>",
    "</style></title></textarea><base href='https://evil.test/'><h1>Passed</h1>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}{# gone #}${7*7}",
    "\x1b[31mred\x1b[0m\x1b]0;owned\x07\x9b2J\r\x08\x00end",
    "\u202egnp.tab\u202c safe \u2066inner\u2069 a\u200bb\u200dc\ufeffd\u2028e",
    "half \ud83d pair \udc00 \U000e0041",
    "Z\u0300\u0301\u0302\u0303\u0304" * 40,
    "x" * 100_000,
    "好" * 30_000 + "尾",
)


BAD = " ".join(HOSTILE[:7])


def attack_turns() -> tuple[Turn, ...]:
    """Return turns in which every text is an attack."""
    last = Turn(
        B,
        BAD,
        buttons=(Button(BAD, BAD), Button("y" * 100_000)),
        links=(Link("javascript:alert(3)", BAD), Link("https://evil.test/x.png", BAD)),
        attachments=(Attachment(BAD, BAD, BAD),),
        clicked=BAD,
        at=1e12,
        session=3,
    )
    return (*(Turn(B, text) for text in HOSTILE), last)


def attack_expectation() -> tuple[Expectation, tuple[CheckResult, ...]]:
    """Return an expectation, and what became of its checks, in which every text is an attack."""
    missed = tuple(Missed(part, (BAD, "x" * 100_000), BAD * 10) for part in CheckPart)
    checks = (
        CheckResult(1, 1, CheckStatus.FAILED, 2, (3,), missed),
        CheckResult(1, 2, CheckStatus.FAILED, 7000, (), missed),
    )
    json_checks = (JsonCheck(BAD, equals=BAD, matches=BAD),)
    asked = (Check(1, contains=(BAD,), misses=(BAD,), matches=BAD, json=json_checks),)
    return Expectation(limits={BAD: 2, "house_rule": 1}, no_harder_than=BAD, checks=asked), checks


@pytest.fixture
def hostile_run() -> Run:
    """Return a run in which every foreign text is an attack."""
    record = Transcript(
        BAD,
        BAD,
        attack_turns(),
        channel=BAD,
        title=BAD,
        scenario=BAD,
        target=BAD,
        ending=Ending(EndReason.NO_ANSWER, detail=BAD),
        error=CaseError(ErrorKind.WRONG_SHAPE, BAD, turn=999),
        tags=(BAD, BAD),
        probes=(ProbeResult(BAD, 3, holds=False), ProbeResult(BAD, 4, holds=True)),
        versions=Versions(BAD, BAD, BAD),
    )
    findings = (Finding(3, "loop/answer", (1, 2)), Finding(9, "house_rule/own", (0, 5000)), Finding(7000, "loop", (4,)))
    expect, checks = attack_expectation()
    entry = Suppression(BAD, BAD * 10, BAD, date(2026, 12, 31), BAD, BAD, turn=2)
    suppressed = (Suppressed(Finding(2, "house_rule/own", (0, 5000)), entry), Suppressed(Finding(7000, "loop"), entry))
    judgement = Judgement(
        findings, failures=(DetectorFailure(BAD, BAD),), checks=checks, expect=expect, suppressed=suppressed
    )
    case = JudgedCase(record, judge(record, judgement), expect)
    ending = Ending(EndReason.OUT_OF_PATIENCE, detail=BAD)
    failed = Transcript("f", "en", attack_turns(), target=BAD, scenario="plain", ending=ending)
    run = run_of(case, JudgedCase(failed, judge(failed, Judgement(findings))))
    effort = Effort(BAD, BAD, 1, 1, 1.0)
    pairs = (Pair(BAD, BAD, effort, effort),)
    versions = Versions(BAD, BAD, BAD)
    run = replace(run, suppressions=(SuppressionUse(entry, 2), SuppressionUse(entry, 3, is_expired=True)))
    aside = Quarantine(BAD * 10, BAD, date(2026, 12, 31), BAD, BAD, BAD)
    kept_out = replace(run.cases[1].transcript, id=BAD * 3, repeat=1)
    run = replace(run, cases=(*run.cases, replace(run.cases[1], transcript=kept_out, quarantine=aside)))
    run = replace(run, quarantines=(QuarantineUse(aside, 2, failed=2), QuarantineUse(aside, is_expired=True)))
    run = replace(run, skipped=(SkippedCase(f"photo {BAD}", BAD, (Need.UPLOADS, Need.LINKS), BAD, (BAD, BAD)),))
    return replace(run, id=BAD, started=BAD, versions=versions, planned=9, interrupted=True, pairs=pairs)


@pytest.fixture
def hostile_texts() -> tuple[str, ...]:
    """Return the attacks of `hostile_run`."""
    return HOSTILE
