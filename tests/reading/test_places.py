"""What is looked up in a case is what going through all of its turns would find."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.model import Finding, Speaker, Transcript, Turn
from runaround.reading import ANYBODY, COMPANY, Act, Reading, TurnReading, read

TEXTS = (
    "I want my money back",
    "My order number is K-20931.",
    "No, thank you!",
    "Please send me a photo of the parcel and your order number.",
    "I am sorry, I did not understand that.",
    "我要转人工",
    "订单号是 88172055",
    "",
)


@st.composite
def talks(draw: st.DrawFn) -> Transcript:
    """Return any talk, over one or more sessions."""
    session = 1
    turns: list[Turn] = []
    for _ in range(draw(st.integers(0, 12))):
        session += draw(st.integers(0, 7)) == 7
        speaker, text = draw(st.sampled_from(Speaker)), draw(st.sampled_from(TEXTS))
        continues = speaker is Speaker.CONSUMER and draw(st.booleans())
        turns.append(Turn(speaker, text, session=session, continues=continues))
    return Transcript("case", "en", tuple(turns))


patient = settings(deadline=None)  # the first of all texts loads the phrasebooks
bounds = st.integers(0, 12)
acts = st.lists(st.sampled_from([Act.QUESTION, Act.THANK, Act.ASK_HUMAN, Act.REQUEST, Act.FALLBACK]), max_size=2)
speakers = st.sampled_from([ANYBODY, COMPANY, frozenset({Speaker.CONSUMER}), frozenset({Speaker.BOT})])


@patient
@given(talks(), acts, speakers, bounds, bounds | st.none())
def test_the_first_and_the_last_turn_that_do_something_are_found(
    talk: Transcript, acts: list[Act], by: frozenset[Speaker], start: int, stop: int | None
) -> None:
    reading = read(talk)
    meant = [t for t in reading.turns[start:stop] if t.turn.speaker in by and (not acts or t.does(*acts))]

    found = reading.first(*acts, by=by, start=start, stop=stop), reading.last(*acts, by=by, start=start, stop=stop)

    assert ((meant[0], meant[-1]) if meant else (None, None)) == found


def going_back(reading: Reading, index: int) -> Iterator[TurnReading]:
    """Yield, from the last to the first, the consumer turns that turn `index` answers."""
    here = reading.turns[index].turn.session
    found: TurnReading | None = None
    for turn in reversed(reading.turns[:index]):
        if turn.turn.speaker is Speaker.CONSUMER:
            found = turn
            yield turn
        elif turn.by_company and (not found.is_rest if found else turn.turn.session != here):
            return


@patient
@given(talks())
def test_what_each_turn_answers_is_what_the_consumer_said_since_the_company_spoke(talk: Transcript) -> None:
    reading = read(talk)
    meant = [tuple(going_back(reading, turn.index))[::-1] for turn in reading.turns]

    assert meant == [reading.consumer_before(turn.index) for turn in reading.turns]


@patient
@given(talks(), bounds)
def test_what_was_given_asked_and_named_before_is_found(talk: Transcript, before: int) -> None:
    reading = read(talk)
    earlier = reading.turns[:before]
    giving = [turn for turn in earlier if "order_number" in turn.gives]
    spoken = [turn for turn in earlier if turn.turn.speaker is not Speaker.SYSTEM]
    known = frozenset().union(*(turn.content.features for turn in spoken))
    words = frozenset().union(*(turn.content.features for turn in reading.turns)) | {"unheard"}

    assert (giving[0] if giving else None) == reading.given("order_number", before=before)
    asking = [turn for turn in earlier if turn.by_company and "photo" in turn.said.asked_names]
    assert bool(asking) == reading.ledger.was_asked("photo", before=before)
    assert words - known == reading.new_features(words, before=before)


@patient
@given(talks())
def test_a_turn_is_early_if_the_rest_of_the_message_is_still_to_come(talk: Transcript) -> None:
    reading = read(talk)
    rests = [turn for turn in reading.turns if turn.is_rest]

    found = [reading.is_early(turn) for turn in reading.turns]

    assert [
        any(rest.index > turn.index and rest.utterance == turn.utterance for rest in rests) for turn in reading.turns
    ] == found


def test_a_detector_is_asked_once() -> None:
    """Detectors build on each other, and each of them costs time."""
    reading = read(Transcript("case", "en", ()))
    asked: list[Reading] = []

    def find(one: Reading) -> Iterator[Finding]:
        asked.append(one)
        return iter(())

    found = reading.found_by(find), reading.found_by(find)

    assert ((), ()) == found
    assert [reading] == asked
