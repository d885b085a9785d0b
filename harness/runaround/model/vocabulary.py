"""Closed sets of words: who speaks, what can happen, what can be asked for, how things end."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CaseStatus", "EndReason", "ErrorKind", "Escalation", "Event", "Item", "Outcome", "Speaker", "TurnEnd"]


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


class Escalation(StrEnum):
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
