"""Closed sets of words: who speaks, what can happen, what can be asked for, how things end."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "KINDS",
    "CaseStatus",
    "Channel",
    "CheckPart",
    "CheckStatus",
    "Confidence",
    "EndReason",
    "ErrorKind",
    "Escalation",
    "Event",
    "Handoff",
    "Item",
    "Need",
    "Outcome",
    "Placing",
    "Severity",
    "Speaker",
    "TurnEnd",
]


KINDS = (
    "loop",
    "loop/answer",
    "loop/menu",
    "loop/fallback",
    "repeated_request",
    "handoff_failure",
    "handoff_failure/refused",
    "handoff_failure/ignored",
    "handoff_failure/unavailable",
    "handoff_failure/broken",
    "handoff_failure/not_offered",
    "no_reply",
    "no_reply/silent",
    "no_reply/late",
    "unanswered",
    "stalling",
    "stalling/repeated",
    "stalling/broken",
    "buck_passing",
    "context_loss",
    "premature_close",
    "false_resolution",
    "contradiction",
    "upsell",
    "obstruction",
    "disrespect",
    "sensitive_request",
)
"""Every kind of finding, families before their forms (taxonomy 1.1)."""


class Speaker(StrEnum):
    """Who speaks a turn."""

    CONSUMER = "consumer"
    BOT = "bot"
    HUMAN = "human"
    SYSTEM = "system"


class Channel(StrEnum):
    """How a consumer and a company talk; it decides how soon an answer must come."""

    CHAT = "chat"
    VOICE = "voice"


class Severity(StrEnum):
    """How much a consumer loses: when the matter of a scenario goes wrong, or by one finding."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Confidence(StrEnum):
    """How sure a finding is, by how often findings of its kind were right in labelled conversations.

    low: too many were wrong. few: too few were labelled to say which. unknown: nothing was measured.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    FEW = "few"
    UNKNOWN = "unknown"


class Event(StrEnum):
    """What the channel itself signals, apart from anything that is said."""

    TRANSFER_STARTED = "transfer_started"
    TRANSFER_FAILED = "transfer_failed"
    QUEUE = "queue"
    HUMAN_JOINED = "human_joined"
    HUMAN_LEFT = "human_left"
    SESSION_END = "session_end"
    HANG_UP = "hang_up"
    PROBE = "probe"


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


class Escalation(StrEnum):
    """Whether a transfer to a human is right in a scenario."""

    REQUIRED = "required"
    ALLOWED = "allowed"
    WRONG = "wrong"


class Handoff(StrEnum):
    """Whether a transfer to a human was right in a case, and whether it came.

    came, missed: one was due. needless, spared: the scenario says that one is wrong. open: nobody can say.
    """

    CAME = "came"
    MISSED = "missed"
    NEEDLESS = "needless"
    SPARED = "spared"
    OPEN = "open"


class Need(StrEnum):
    """What a scenario can need of a channel; what these are stands with `Capabilities`, which has the same names."""

    BUTTONS = "buttons"
    LINKS = "links"
    UPLOADS = "uploads"
    HANDOFF_SIGNAL = "handoff_signal"
    UNSOLICITED = "unsolicited"
    CLOCK = "clock"
    FETCHES = "fetches"
    TURN_END = "turn_end"
    HUMAN_SIDE = "human_side"


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


class CheckStatus(StrEnum):
    """What became of a check of one reply.

    not_reached: the company ended the visit before the turn came. not_needed: the consumer was done before.
    not_recorded: the raw answer that it asks about is not in the record, or no JSON.
    """

    HELD = "held"
    FAILED = "failed"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"
    NOT_RECORDED = "not_recorded"


class CheckPart(StrEnum):
    """What a check asks of a reply: words, silence, or that anything comes at all."""

    CONTAINS = "contains"
    MISSES = "misses"
    MATCHES = "matches"
    JSON = "json"
    SILENT = "silent"
    ANSWERED = "answered"


class ErrorKind(StrEnum):
    """Why a bot could not be talked to. Never something that the bot did badly.

    bot_error: the platform, or the bot in its place, reports that it failed, in the way that its protocol has for it.
    """

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    HTTP_STATUS = "http_status"
    RATE_LIMITED = "rate_limited"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    TOO_LARGE = "too_large"
    UNAUTHORIZED = "unauthorized"
    BOT_ERROR = "bot_error"
    UNSUPPORTED = "unsupported"
    INTERRUPTED = "interrupted"
    NOT_READY = "not_ready"
    PROBE = "probe"
    HARNESS = "harness"


class EndReason(StrEnum):
    """Why the consumer stopped; a person at a terminal is one too."""

    SOLVED = "solved"
    HUMAN_JOINED = "human_joined"
    ACCEPTED_OFFER = "accepted_offer"
    OUT_OF_PATIENCE = "out_of_patience"
    CLOSED_BY_COMPANY = "closed_by_company"
    NO_ANSWER = "no_answer"
    SCRIPT_OVER = "script_over"
    ENDED_BY_PERSON = "ended_by_person"
    ERROR = "error"


class TurnEnd(StrEnum):
    """Which rule decided that the bot had finished its reply.

    response: the answer of a protocol that answers once. marker: the protocol says that this was all. typing_off: the
    bot said that it writes no longer. count: as many messages came as the channel brings. quiet: nothing more came for
    a while. listened: something came that nobody had just asked for. time_limit: the longest wait was over.
    broken_off: the connection broke after some of it. session_end: the company ended the visit.
    """

    RESPONSE = "response"
    MARKER = "marker"
    TYPING_OFF = "typing_off"
    COUNT = "count"
    QUIET = "quiet"
    LISTENED = "listened"
    TIME_LIMIT = "time_limit"
    BROKEN_OFF = "broken_off"
    SESSION_END = "session_end"


class Placing(StrEnum):
    """What a message of the company answers.

    answer: what the consumer said last. late: something said earlier, as the channel tells. unsolicited: nothing.
    ambiguous: the last or something earlier that has had no answer yet; nobody can tell.
    """

    ANSWER = "answer"
    LATE = "late"
    UNSOLICITED = "unsolicited"
    AMBIGUOUS = "ambiguous"
