"""Why a finding was made, or none: what was read of each turn, the ledger of items, and what was weighed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runaround.model.judgement import Finding
from runaround.model.record import Transcript
from runaround.model.vocabulary import Item

__all__ = [
    "ActOrigin",
    "ActTrace",
    "CaseExplanation",
    "Consideration",
    "Explanation",
    "Ground",
    "ItemOrigin",
    "ItemTrace",
    "Likeness",
    "Role",
    "SlotEntry",
    "SlotEvent",
    "Step",
    "TurnTrace",
]


class ActOrigin(StrEnum):
    """How it is known that a message does an act.

    phrase: words of a phrasebook stand in it. mark: a question mark or particle. items: it asks for something.
    choices: it shows several. learned: the classifier says so; then `features` tell why.
    """

    PHRASE = "phrase"
    MARK = "mark"
    ITEMS = "items"
    CHOICES = "choices"
    LEARNED = "learned"


class ItemOrigin(StrEnum):
    """How it is known that a message asks for an item, or gives one.

    phrase: words of a phrasebook stand in it. file: it is attached. account: the message is long enough to be one.
    answer: it answers the question that was just asked.
    """

    PHRASE = "phrase"
    FILE = "file"
    ACCOUNT = "account"
    ANSWER = "answer"


class SlotEvent(StrEnum):
    """What happens to an item: the company asks for it, or finds fault with it; the consumer gives or does not.

    impossible: the consumer does not have it or cannot send it. declined: the consumer does not want to.
    """

    ASKED = "asked"
    SUPPLIED = "supplied"
    DECLINED = "declined"
    IMPOSSIBLE = "impossible"
    DEFECTIVE = "defective"


class Role(StrEnum):
    """What a step is for: a condition without which there is no finding, or an exception that prevents one."""

    NEEDED = "needed"
    SPARES = "spares"


class Ground(StrEnum):
    """What a detector asks on its way to a finding; reports have a sentence for each, written as a claim."""

    DOES = "does"
    ALIKE = "alike"
    ANSWERS = "answers"
    HAS_WORDS = "has_words"
    TAKES_LEAVE = "takes_leave"
    IS_EARLY = "is_early"
    SAME_REPLY = "same_reply"
    ASKS_FOR_ITEM = "asks_for_item"
    GIVEN_BEFORE = "given_before"
    GIVEN_IN_STAGE = "given_in_stage"
    WANTS_ANOTHER = "wants_another"
    OTHER_SORT = "other_sort"
    WANTS_TO_LEAVE = "wants_to_leave"
    TOLD_ONCE_MORE = "told_once_more"
    OPENS_TALK = "opens_talk"
    MAY_BE_ANOTHERS = "may_be_anothers"
    AFTER_BOUNDARY = "after_boundary"
    ANOTHER_MATTER = "another_matter"
    IDENTITY_CHECK = "identity_check"
    ASKS_AGAIN = "asks_again"
    NOT_UNDERSTOOD = "not_understood"
    FAILED_BEFORE = "failed_before"
    SHOWS_CHOICES = "shows_choices"
    SAME_PAGE = "same_page"
    PAGE_BEFORE = "page_before"
    WANTED_AGAIN = "wanted_again"
    TELLS_ENOUGH = "tells_enough"
    GREETS_ONLY = "greets_only"
    ASKS_FOR_GIVEN = "asks_for_given"
    SAID_BEFORE = "said_before"
    COMPARABLE = "comparable"
    NEW_VALUES = "new_values"
    MOSTLY_NEW = "mostly_new"
    SAYS_OTHERWISE = "says_otherwise"
    CALLED_FOR = "called_for"
    MOVES_ON = "moves_on"
    RE_ASKED = "re_asked"
    WISHES_HUMAN = "wishes_human"
    HUMAN_THERE = "human_there"
    TOWARDS_HUMAN = "towards_human"
    MADE_UP_FOR = "made_up_for"
    TOLD_BUSY = "told_busy"
    FIRST_GATE = "first_gate"
    HUMAN_CAME = "human_came"
    NOBODY_CAME = "nobody_came"
    EVER_WISHED = "ever_wished"
    EVER_OFFERED = "ever_offered"
    FAILED_OFTEN = "failed_often"
    SOLVED_AFTER = "solved_after"
    SENDS_AWAY = "sends_away"
    SENT_BEFORE = "sent_before"
    IN_VAIN = "in_vain"
    CLAIMS_DEED = "claims_deed"
    DISPROVEN = "disproven"
    WORSE_THAN_STATED = "worse_than_stated"
    SWITCHED = "switched"
    SAME_OBJECT = "same_object"
    ADDED_SINCE = "added_since"
    WAITS_FOR_ANSWER = "waits_for_answer"
    NOBODY_ANSWERED = "nobody_answered"
    LATE = "late"
    ASKED_TO_WAIT = "asked_to_wait"
    IS_REMINDER = "is_reminder"
    DECIDED = "decided"
    OBSTRUCTS = "obstructs"
    ENDS_TALK = "ends_talk"
    CONTENT = "content"
    FELL_SILENT = "fell_silent"
    TAKEN_CARE_OF = "taken_care_of"
    LEFT_OPEN = "left_open"
    PROMISES = "promises"
    PROMISED_BEFORE = "promised_before"
    STILL_UNKEPT = "still_unkept"
    OVERDUE = "overdue"
    SELLS = "sells"
    RESTATES = "restates"
    RETOLD = "retold"
    ASKED_AND_ANSWERED = "asked_and_answered"
    TAKEN_BACK = "taken_back"
    ASKED_ANEW = "asked_anew"
    BESIDE_THE_POINT = "beside_the_point"
    OPEN_TROUBLE = "open_trouble"
    ONLY_SELLS = "only_sells"


@dataclass(frozen=True, slots=True)
class ActTrace:
    """One act of one sentence, and how it is known.

    act: its name in the phrasebooks. sentence: folded, as it was read. words: those of it that the phrase matched.
    phrase: as the phrasebook writes it; empty for other origins. features: what a classifier weighed, heaviest first.
    """

    act: str
    origin: ActOrigin
    sentence: str = ""
    words: str = ""
    phrase: str = ""
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemTrace:
    """One item that a turn asks for or gives, by its name in the phrasebooks, and how that is known; see `ActTrace`."""

    name: str
    origin: ItemOrigin
    words: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """What was read of one turn: its acts, the items that it asks for and gives, and deeds by their names."""

    turn: int
    acts: tuple[ActTrace, ...] = ()
    asked: tuple[ItemTrace, ...] = ()
    given: tuple[ItemTrace, ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotEntry:
    """One line of the ledger of items. name: the phrasebooks' finer name, which tells items `other` apart."""

    turn: int
    name: str
    item: Item
    event: SlotEvent


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two turns are, 0..1, how alike they had to be, and the features that they share, heaviest first."""

    score: float
    needed: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One question that a detector asked, and its answer.

    turns: those that it was about, besides the turn that is judged. acts: those that were looked for, for `DOES`;
    seen: those of them that are there. alike: for `ALIKE`.
    """

    ground: Ground
    role: Role
    holds: bool
    turns: tuple[int, ...] = ()
    acts: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    alike: Likeness | None = None

    @property
    def is_decisive(self) -> bool:
        """Whether the step prevents a finding: a condition that does not hold, or an exception that does."""
        return self.holds is (self.role is Role.SPARES)


@dataclass(frozen=True, slots=True)
class Consideration:
    """The steps by which a detector came to a finding of `kind` at `turn`, or to none.

    about: the earlier turn, or the name of the item, that was weighed; None if it was the turn as such.
    """

    kind: str
    turn: int
    steps: tuple[Step, ...]
    about: int | str | None = None

    @property
    def decisive(self) -> Step | None:
        """The step that prevented a finding; None if nothing did."""
        return next((step for step in self.steps if step.is_decisive), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is `finding`, or, without one, what was weighed at `turn`.

    number: of the finding in its case, from 1; 0 without one. turns: the traces of the turn, the turns that prove it
    and those that the steps name. ledger: the entries of the items that these turns ask for or give, up to `turn`.
    """

    turn: int
    finding: Finding | None = None
    number: int = 0
    turns: tuple[TurnTrace, ...] = ()
    ledger: tuple[SlotEntry, ...] = ()
    considerations: tuple[Consideration, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseExplanation:
    """The explanations of one case. version: of the detector set. broken: names of detectors that raised here."""

    transcript: Transcript
    version: str
    explanations: tuple[Explanation, ...]
    broken: tuple[str, ...] = ()
