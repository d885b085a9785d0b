"""The nouns of runaround: frozen values that know nobody.

    Definition   Scenario, Expectation, Evidence        what a consumer wants and has
    Execution    Case, Action, Message, Turn, Ending    one conversation while it happens
    Record       Transcript, Exchange, CaseError        what is kept, and judged tomorrow too
    Judgement    Finding, Verdict, Scorecard, Run       what is concluded from the record

Turns are counted from 0 in `Transcript.turns`; times are seconds since the case began and keep
counting over later sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Action",
    "Attachment",
    "Button",
    "Case",
    "CaseError",
    "CaseStatus",
    "Click",
    "DetectorFailure",
    "EndReason",
    "Ending",
    "ErrorKind",
    "Event",
    "Evidence",
    "Exchange",
    "Expectation",
    "Finding",
    "HumanWish",
    "Item",
    "JudgedCase",
    "Leave",
    "Link",
    "Measurements",
    "Message",
    "Outcome",
    "Patience",
    "Rate",
    "Run",
    "Say",
    "Scenario",
    "ScenarioSession",
    "Scorecard",
    "Speaker",
    "Transcript",
    "Transfer",
    "Turn",
    "TurnEnd",
    "Verdict",
    "Versions",
    "Wait",
]


class Speaker(StrEnum):
    """Who speaks a turn."""

    CONSUMER = "consumer"
    BOT = "bot"
    HUMAN = "human"
    SYSTEM = "system"


class Event(StrEnum):
    """What the channel itself signals, apart from anything that is said."""

    TRANSFER_STARTED = "transfer_started"
    TRANSFER_FAILED = "transfer_failed"
    QUEUE = "queue"
    HUMAN_JOINED = "human_joined"
    HUMAN_LEFT = "human_left"
    SESSION_END = "session_end"
    HANG_UP = "hang_up"


class Item(StrEnum):
    """What a bot may ask a consumer for (taxonomy, `repeated_request`)."""

    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    RECEIPT = "receipt"
    ORDER_NUMBER = "order_number"
    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"
    ID_DOCUMENT = "id_document"
    FORM = "form"
    DESCRIPTION = "description"
    OTHER = "other"


class Transfer(StrEnum):
    """Whether a transfer to a human is right in a scenario."""

    REQUIRED = "required"
    ALLOWED = "allowed"
    WRONG = "wrong"


class Outcome(StrEnum):
    """How a case ended for the consumer (taxonomy, "Outcome of a case")."""

    RESOLVED = "resolved"
    HANDED_OFF = "handed_off"
    UNRESOLVED = "unresolved"


class CaseStatus(StrEnum):
    """What a case says of the bot; an inconclusive case says nothing, for or against."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


class ErrorKind(StrEnum):
    """Why a bot could not be talked to. Never something that the bot did badly."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    HTTP_STATUS = "http_status"
    RATE_LIMITED = "rate_limited"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    INTERRUPTED = "interrupted"
    HARNESS = "harness"


class EndReason(StrEnum):
    """Why the scripted consumer stopped."""

    SOLVED = "solved"
    HUMAN_JOINED = "human_joined"
    ACCEPTED_OFFER = "accepted_offer"
    OUT_OF_PATIENCE = "out_of_patience"
    CLOSED_BY_COMPANY = "closed_by_company"
    NO_ANSWER = "no_answer"
    ERROR = "error"


class TurnEnd(StrEnum):
    """Which rule decided that the bot had finished its reply."""

    RESPONSE = "response"
    LISTENED = "listened"
    TIME_LIMIT = "time_limit"
    SESSION_END = "session_end"


# --- Execution: what is said -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that a bot shows; `value` is what the channel sends for it (empty: the label)."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a bot shows. The harness never fetches it; following it is a `Click`."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message: `kind` is `image`, `screenshot` or `file`."""

    kind: str
    name: str = ""
    describes: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message or event as it came over a channel, before it has a place in a case."""

    speaker: Speaker
    text: str = ""
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    event: Event | None = None
    clicked: str | None = None


@dataclass(frozen=True, slots=True)
class Turn(Message):
    """A message with its place: seconds since the case began, and the session (from 1)."""

    at: float = 0.0
    session: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that the consumer can send for `item`; `path` is absolute, `describes` says what it shows."""

    item: Item
    path: str
    media_type: str
    describes: str = ""

    @property
    def kind(self) -> str:
        """The attachment kind of this file in a transcript."""
        if self.item is Item.SCREENSHOT:
            return "screenshot"
        return "image" if self.media_type.startswith("image/") else "file"

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Say:
    """Send text, with files or without; the text may be empty when files speak for themselves."""

    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Click:
    """Choose a button or follow a link that the bot showed; exactly one of them is set."""

    button: Button | None = None
    link: Link | None = None

    @property
    def label(self) -> str:
        """What a transcript shows as chosen: the button's label or the link's URL."""
        if self.button is not None:
            return self.button.label
        return self.link.url if self.link is not None else ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Say nothing and listen for `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Leave:
    """Close this session and come back in a new one, `away_s` seconds later by the consumer's clock."""

    away_s: float


Action = Say | Click | Wait | Leave


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the consumer stopped. `gaps` are items asked for that the scenario does not define."""

    reason: EndReason
    detail: str = ""
    gaps: tuple[Item, ...] = ()


# --- Definition: what a consumer wants -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Patience:
    """When the consumer gives up: after `turns` own turns in all, or `wait_s` seconds without a reply."""

    turns: int = 12
    wait_s: float = 30.0


@dataclass(frozen=True, slots=True)
class HumanWish:
    """When the consumer asks for a human.

    at_turn: asks in this own turn, counted from 1 (1: opens with it). None: not by turn.
    after_failures: asks once this many bot turns did not move on. None: not by failures.
    persistence: how many times the wish is repeated before the consumer gives up.
    """

    at_turn: int | None = None
    after_failures: int | None = 3
    persistence: int = 2


@dataclass(frozen=True, slots=True)
class ScenarioSession:
    """One visit: `after_s` seconds after the one before (0.0 for the first), and how it opens."""

    opening: tuple[str, ...]
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would be right in a scenario: an outcome (None: any), and whether a transfer would be."""

    outcome: Outcome | None = None
    transfer: Transfer = Transfer.ALLOWED


@dataclass(frozen=True, slots=True)
class Scenario:
    """One consumer with one goal, in one language.

    facts: what the consumer knows, per item asked for.
    evidence: what the consumer can send, per item.
    lacks: items that the consumer does not have or will not give, and says so.
    choices: patterns, best first, of menu options and links that the consumer would take.
    solved_by: patterns of a bot's words that, said as done or booked, settle the matter.
    answered_by: patterns of a bot's words that settle a question by being said at all.
    reply_within_s: a later answer counts as late (None: what the channel allows).
    sayings: wording per move ("object", "rephrase", "ask_human", "decline" ...); one is picked by seed.
    """

    id: str
    lang: str
    area: str
    title: str
    source: str
    sessions: tuple[ScenarioSession, ...]
    facts: Mapping[Item, str] = field(default_factory=dict)
    evidence: Mapping[Item, Evidence] = field(default_factory=dict)
    lacks: frozenset[Item] = frozenset()
    choices: tuple[str, ...] = ()
    solved_by: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    accepts_offers: tuple[str, ...] = ()
    sayings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    human: HumanWish | None = None
    patience: Patience = Patience()
    reply_within_s: float | None = None
    expect: Expectation = Expectation()
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of this scenario in one language, as people write it: `missing_item.zh`."""
        return f"{self.id}.{self.lang}"


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a scenario against a target; `id` is unique in its run and safe as a file name."""

    id: str
    scenario: Scenario
    target: str
    seed: int = 0
    repeat: int = 0


# --- Record -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went over the wire around one consumer turn; secrets are masked before it is made.

    turn: index of the consumer turn, None for opening calls. attempt: from 1; more than 1 is a
    re-send that the target itself asked for (429) or that never reached it.
    """

    request: str
    response: str
    turn: int | None = None
    attempt: int = 1
    status: int | None = None
    at: float = 0.0
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CaseError:
    """Why a case could not be carried out; `turn` is the consumer turn that met it, if any."""

    kind: ErrorKind
    message: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a record or a judgement; findings of different `detectors` are not comparable."""

    harness: str = ""
    detectors: str = ""
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The record of one case. `turns` may be empty; `scenario`, `target` are empty for foreign records."""

    id: str
    lang: str
    turns: tuple[Turn, ...]
    channel: str = "chat"
    title: str = ""
    scenario: str = ""
    target: str = ""
    seed: int = 0
    reply_within_s: float | None = None
    ending: Ending | None = None
    error: CaseError | None = None
    turn_ends: tuple[TurnEnd, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    versions: Versions = Versions()


# --- Judgement ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One failure of a bot: evident at `turn`, proven by `refs` (taxonomy); `item` is set where one was asked for."""

    turn: int
    kind: str
    refs: tuple[int, ...] = ()
    item: Item | None = None

    @property
    def family(self) -> str:
        """The part of the kind before the form: `loop` of `loop/answer`."""
        return self.kind.partition("/")[0]


@dataclass(frozen=True, slots=True)
class DetectorFailure:
    """A detector of ours broke on this case: our failure, never the bot's."""

    detector: str
    error: str


@dataclass(frozen=True, slots=True)
class Measurements:
    """Plain counts beside findings. `seconds_to_human` is None when no human was ever reached."""

    turns: int = 0
    consumer_turns: int = 0
    requests_to_human: int = 0
    seconds_to_human: float | None = None
    items_asked: int = 0
    items_asked_again: int = 0
    uploads: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one case says; `reasons` are message keys of `scoring.REASONS` with their values, in order."""

    status: CaseStatus
    outcome: Outcome | None
    findings: tuple[Finding, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    measurements: Measurements = Measurements()
    failures: tuple[DetectorFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A record with its verdict, and what its scenario expected (None for foreign records)."""

    transcript: Transcript
    verdict: Verdict
    expect: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `judged` cases, with a 95 % Wilson interval, and bounds over `unknown` cases.

    at_least, at_most: the rate if every unknown case were a miss, or a hit. All in 0..1.
    """

    hits: int
    judged: int
    unknown: int
    low: float
    high: float
    at_least: float
    at_most: float

    @property
    def share(self) -> float | None:
        """hits / judged; None when nothing was judged."""
        return self.hits / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One bot over many cases; `kinds` maps a finding kind or family to its case rate."""

    target: str
    cases: int
    passed: Rate
    kinds: Mapping[str, Rate]
    outcomes: Mapping[Outcome, int]
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one call of the harness produced; reports are drawn from this and nothing else."""

    id: str
    started: str
    seed: int
    cases: tuple[JudgedCase, ...]
    scorecards: tuple[Scorecard, ...]
    versions: Versions = Versions()
    planned: int = 0
    interrupted: bool = False
