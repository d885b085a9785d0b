"""Reads what messages do. Pure: text in, acts and items out; the phrases are data (`*.yaml` beside this)."""

from runaround.reading.act_trace import trace_turn
from runaround.reading.acts import Act, MessageReading, Sentence
from runaround.reading.case import Reading, read
from runaround.reading.claims import Claim, claims_of, without_amounts
from runaround.reading.closings import read_besides_closing
from runaround.reading.echoes import Echoes
from runaround.reading.ledger import Ledger, item_of
from runaround.reading.lexicon import Lexicon, shipped
from runaround.reading.likeness import OLD_SHARE, Content, content_of, is_mostly_new, likeness, shared_rarity, unheard
from runaround.reading.measurements import measure
from runaround.reading.message import is_request, read_message, sorts_of
from runaround.reading.outcome import read_outcome
from runaround.reading.patterns import find_patterns, match_any
from runaround.reading.promises import asks_when, promised_s
from runaround.reading.topics import fitting_topics, told_topics
from runaround.reading.turns import ANYBODY, COMPANY, TurnReading
from runaround.reading.values import count_values, take_out_numbers
from runaround.reading.weighing import UNRECORDED, Trace, Weighing

__all__ = [
    "ANYBODY",
    "COMPANY",
    "OLD_SHARE",
    "UNRECORDED",
    "Act",
    "Claim",
    "Content",
    "Echoes",
    "Ledger",
    "Lexicon",
    "MessageReading",
    "Reading",
    "Sentence",
    "Trace",
    "TurnReading",
    "Weighing",
    "asks_when",
    "claims_of",
    "content_of",
    "count_values",
    "find_patterns",
    "fitting_topics",
    "is_mostly_new",
    "is_request",
    "item_of",
    "likeness",
    "match_any",
    "measure",
    "promised_s",
    "read",
    "read_besides_closing",
    "read_message",
    "read_outcome",
    "shared_rarity",
    "shipped",
    "sorts_of",
    "take_out_numbers",
    "told_topics",
    "trace_turn",
    "unheard",
    "without_amounts",
]
