"""What one message does: dialogue acts, items asked for and given. The words of `reading`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from runaround.model import Item, Message

if TYPE_CHECKING:
    from runaround.reading.lexicon import Lexicon

__all__ = ["Act", "MessageReading", "Sentence"]


class Act(StrEnum):
    """A dialogue act. One message may do several; a message that does none is plain content."""

    # of the company's side
    GREETING = "greeting"
    CLOSING = "closing"
    FALLBACK = "fallback"
    REPROMPT = "reprompt"
    REQUEST = "request"
    CONFIRM = "confirm"
    DEFECT = "defect"
    MENU = "menu"
    PROMISE = "promise"
    DONE = "done"
    HOLD = "hold"
    OFFER = "offer"
    OFFER_HUMAN = "offer_human"
    ANNOUNCE_TRANSFER = "announce_transfer"
    REFUSE_HUMAN = "refuse_human"
    HUMAN_UNAVAILABLE = "human_unavailable"
    ROUTING_QUESTION = "routing_question"
    ALTERNATIVE = "alternative"
    ADDITIONAL = "additional"
    ANOTHER = "another"
    STILL_THERE = "still_there"
    AFFIRM = "affirm"
    CLARIFY = "clarify"
    EITHER_OR = "either_or"
    NEXT_STEP = "next_step"
    REDIRECT = "redirect"
    PROGRESS = "progress"
    POINT_AWAY = "point_away"
    CANNOT_HELP = "cannot_help"
    CLOSE_CASE = "close_case"
    INACTIVE = "inactive"
    GRANT = "grant"
    RETAIN = "retain"
    CREDIT = "credit"
    FEE = "fee"
    FREE_OF_CHARGE = "free_of_charge"
    OTHER_CHANNEL = "other_channel"
    ASK_SECRET = "ask_secret"  # noqa: S105 (the name of an act)
    SECURE_CHANNEL = "secure_channel"
    CHECK_IDENTITY = "check_identity"
    DISPARAGE = "disparage"
    PITCH = "pitch"
    INFORM = "inform"
    HEARD = "heard"
    REMEDY = "remedy"
    SAY_NO = "say_no"
    SAY_YES = "say_yes"
    ADMIT = "admit"
    CALL_BACK = "call_back"
    DEFER = "defer"
    STEP = "step"
    NOT_DONE = "not_done"
    SAY_BOT = "say_bot"
    TELL_QUEUE = "tell_queue"
    TELL_WAIT = "tell_wait"
    GIVE_REFERENCE = "give_reference"
    # of the consumer's side
    ASK_HUMAN = "ask_human"
    ASK_WHERE_HUMAN = "ask_where_human"
    DROP_HUMAN = "drop_human"
    ASK_REPEAT = "ask_repeat"
    OBJECT = "object"
    JUST_SENT = "just_sent"
    DECLINE = "decline"
    LACK = "lack"
    HOLD_ON = "hold_on"
    GO_BACK = "go_back"
    DECIDE_CANCEL = "decide_cancel"
    DECIDE_REFUND = "decide_refund"
    NEVER_TOLD = "never_told"
    TAKE_CREDIT = "take_credit"
    SENT_BACK = "sent_back"
    IN_VAIN = "in_vain"
    SETTLED = "settled"
    ASK_CONTACT = "ask_contact"
    ANOTHER_MATTER = "another_matter"
    TELL_RECORD = "tell_record"
    STILL_WAITING = "still_waiting"
    ASK = "ask"
    TROUBLE = "trouble"
    WANT_OFFER = "want_offer"
    REPROACH = "reproach"
    SWITCH = "switch"
    GIVE_UP = "give_up"
    DISMAY = "dismay"
    PLEASED = "pleased"
    HAS_IT = "has_it"
    TOLD_OTHERWISE = "told_otherwise"
    ASKED_BEFORE = "asked_before"
    ALREADY_GAVE = "already_gave"
    ASKED_ELSE = "asked_else"
    PLEAD = "plead"
    WANT_ASSURANCE = "want_assurance"
    # of either side
    THANK = "thank"
    AGREE = "agree"
    GOODBYE = "goodbye"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a message, folded, and what it does taken alone, as its lexicon reads it."""

    text: str
    acts: frozenset[Act] = frozenset()
    lexicon: Lexicon | None = field(default=None, compare=False, repr=False)

    def does(self, *acts: Act) -> bool:
        """Say whether the sentence does any of `acts`."""
        return not self.acts.isdisjoint(acts)


@dataclass(frozen=True, slots=True)
class MessageReading:
    """One message, read by itself.

    message: of a turn of a case, only who says it and what it says and shows; the rest stands beside it.
    sentences: what was read of the text, in order; `acts` are those of all of them, and what buttons show.
    asked: items that the company's side asks for, in the order of `Item`.
    asked_names, supplied_names: the same by the phrasebooks' finer names, which tell items `other` apart.
    supplied: items that the consumer gives here (text written out, files, a filled-in form).
    keys: the keys that the consumer presses.
    ways_back: those choices (labels, keys) that lead back, or repeat what was said.
    choices: the labels of buttons and links, and of a menu written out in the text, in order.
    done: names of the deeds that the company's side claims to have done (refund, cancel, send …).
    undone: the deeds that the company's side says, or the consumer tells, were not done.
    lexicon: the phrasebooks by which it was read; None for those of the house.
    """

    message: Message
    acts: frozenset[Act]
    asked: tuple[Item, ...] = ()
    asked_names: tuple[str, ...] = ()
    supplied: tuple[Item, ...] = ()
    supplied_names: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    ways_back: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()
    sentences: tuple[Sentence, ...] = ()
    lexicon: Lexicon | None = field(default=None, compare=False, repr=False)
