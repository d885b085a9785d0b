"""Reads one message by itself: its dialogue acts, the items it asks for or gives, the choices it shows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from runaround.model import Attachment, Button, Event, Item, Link, Message, Speaker
from runaround.reading.acts import Act, MessageReading, Sentence
from runaround.reading.courtesies import acts_of_company, part_polite_thanks
from runaround.reading.deeds import read_done, read_missed, read_undone
from runaround.reading.learned import read_learned
from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.likeness import content_of
from runaround.reading.menus import WrittenOption, chosen_keys, read_menu
from runaround.reading.phrases import Phrases
from runaround.reading.rules import ItemRule, Phrasebook, RequestRule
from runaround.reading.text import fold, is_question, split_sentences
from runaround.reading.values import find_values, is_long_account

__all__ = ["given_items", "is_request", "items_named", "read_message", "read_said", "sorts_of", "wanted_items"]

_BACK = frozenset({Act.GO_BACK, Act.ASK_REPEAT})
_WHAT_IS_READ = attrgetter(*(field.name for field in fields(MessageReading)[1:]))
_Shown = tuple[tuple[Button, ...], tuple[Link, ...], tuple[Attachment, ...]]
_NOTHING: frozenset[Act] = frozenset()
_NEAR = 30
_NEXT_IN_LIST = 16
_TOLD = re.compile(r"[\s:#是为]*[\u4e00-\u9fff]?(?=[a-z0-9-]*[0-9])[a-z0-9-]{4,}")
_REMEMBERED = 4096  # sentences recur: consumers hear them, detectors read them, and bots repeat themselves
_ITEM_ORDER = tuple(Item)
_FILE_ITEMS = frozenset({Item.RECEIPT, Item.ID_DOCUMENT, Item.FORM, Item.SCREENSHOT})


def read_message(message: Message, lexicon: Lexicon | None = None) -> MessageReading:
    """Return what `message` does. Empty and foreign-language texts have no acts, nor have probes, which nobody says.

    lexicon: the phrasebooks; None for those of the house in the language of the text.
    """
    return MessageReading(message, *_WHAT_IS_READ(read_said(message, choose_lexicon(lexicon, message.text))))


def read_said(message: Message, lexicon: Lexicon) -> MessageReading:
    """Return the same, but shared by all messages that say and show the same: its `message` has nothing else."""
    if message.event is Event.PROBE:
        return MessageReading(message, frozenset(), lexicon=lexicon)
    return _read(message.speaker, message.text, (message.buttons, message.links, message.attachments), lexicon)


@lru_cache(maxsize=_REMEMBERED)
def _read(speaker: Speaker, text: str, shown: _Shown, lexicon: Lexicon) -> MessageReading:
    """Return the reading of a message that has nothing but these."""
    message = Message(speaker, text, *shown)
    by_consumer = message.speaker is Speaker.CONSUMER
    folded = fold(message.text)
    sentences = split_sentences(folded)
    if by_consumer:
        return _read_consumer(message, folded, sentences, lexicon)
    read = tuple(_read_sentence(sentence, lexicon, by_consumer=False) for sentence in sentences)
    said = MessageReading(message, acts_of_company(read), sentences=read, lexicon=lexicon)
    return _with_wants(said, read_menu(folded), lexicon)


def _read_consumer(message: Message, folded: str, sentences: tuple[str, ...], lexicon: Lexicon) -> MessageReading:
    """Return the reading of a consumer's message; thanks out of politeness are among its sentences, not its acts."""
    meant, polite = part_polite_thanks(
        sentences, lexicon, lambda sentence: _read_sentence(sentence, lexicon, by_consumer=True)
    )
    read = tuple(_read_sentence(sentence, lexicon, by_consumer=True) for sentence in meant)
    names, items = _supplied(message, meant, lexicon)
    return MessageReading(
        message,
        frozenset(act for sentence in read for act in sentence.acts),
        supplied=items,
        supplied_names=names,
        keys=chosen_keys(folded if not polite else "\n".join(meant)),
        undone=read_missed(meant, lexicon),
        sentences=(*read, *(_read_sentence(sentence, lexicon, by_consumer=True) for sentence in polite)),
        lexicon=lexicon,
    )


def _with_wants(said: MessageReading, menu: tuple[WrittenOption, ...], lexicon: Lexicon) -> MessageReading:
    """Return the reading of a company's message with what it asks for, shows and claims; `menu` stands in its text."""
    message = said.message
    sentences = tuple(sentence.text for sentence in said.sentences)
    wanted = [rule for sentence in sentences for rule in wanted_items(sentence, lexicon)]
    asked = _in_order(rule.item for rule in wanted)
    is_menu = message.buttons or len(menu) > 1
    shown = (*(button.label for button in message.buttons), *(link.title or link.url for link in message.links))
    ways_back = (
        *(label for label in shown if _leads_back(label, lexicon)),
        *(option.key for option in menu if _leads_back(option.label, lexicon)),
    )
    return replace(
        said,
        acts=said.acts | ({Act.REQUEST} if asked else _NOTHING) | ({Act.MENU} if is_menu else _NOTHING),
        asked=asked,
        asked_names=tuple(dict.fromkeys(rule.name for rule in wanted)),
        choices=(*shown, *(option.label for option in menu if len(menu) > 1)),
        ways_back=ways_back,
        done=read_done(sentences, lexicon),
        undone=read_undone(sentences, lexicon),
    )


def _leads_back(label: str, lexicon: Lexicon) -> bool:
    folded = fold(label)
    matches = lexicon.consumer_matches(folded)
    books = lexicon.books_for(folded)
    return any(rule.act in _BACK and rule.holds(matches) for book in books for rule in book.consumer)


@lru_cache(maxsize=_REMEMBERED)
def _read_sentence(sentence: str, lexicon: Lexicon, *, by_consumer: bool) -> Sentence:
    asks = (Act.QUESTION,) if is_question(sentence) else ()
    acts = {rule.act for rule in lexicon.held_rules(sentence, by_consumer=by_consumer)}
    learned = read_learned(sentence, lexicon, by_consumer=by_consumer)
    if not learned <= acts and content_of(sentence, lexicon).features:  # a courtesy is like much that it is not
        acts |= learned
    return Sentence(sentence, frozenset((*asks, *acts)), lexicon)


def items_named(sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the names of the items that a folded sentence of the company names, whether or not it asks for them."""
    matches = lexicon.company_matches(sentence)
    return tuple(rule.name for book in lexicon.books_for(sentence) for rule in book.items if rule.nouns in matches)


def is_request(sentence: str, lexicon: Lexicon | None = None) -> bool:
    """Say whether a folded sentence of the company asks for something, whatever it be."""
    return _is_request(sentence, choose_lexicon(lexicon, sentence))


@lru_cache(maxsize=_REMEMBERED)
def _is_request(sentence: str, lexicon: Lexicon) -> bool:
    matches = lexicon.company_matches(sentence)
    rules = [book.request for book in lexicon.books_for(sentence) if book.request.unless not in matches]
    return any(rule.before in matches or rule.after in matches for rule in rules)


@lru_cache(maxsize=_REMEMBERED)
def wanted_items(sentence: str, lexicon: Lexicon) -> tuple[ItemRule, ...]:
    """Return the rules of the items that a folded sentence of the company asks for."""
    matches = lexicon.company_matches(sentence)
    books = (book for book in lexicon.books_for(sentence) if book.request.unless not in matches)
    asked = (list(dict.fromkeys(_asked_rules(book, sentence, matches))) for book in books)
    return tuple(rule for rules in asked for rule in _most_specific(rules))


def _asked_rules(book: Phrasebook, sentence: str, matches: Container[Phrases]) -> Iterator[ItemRule]:
    """Yield the items that a sentence asks for: by a whole phrase, by name, or further on in a list of names.

    matches: the phrases that match the sentence.
    """
    request = book.request
    if any(cue in matches for cue in (request.before, request.nearby, request.after)):
        yield from (rule for rule in book.items if rule.asks in matches)
    rules = [(rule, rule.nouns) for rule in book.items if rule.nouns and rule.nouns in matches]
    if not rules:
        return
    longer = [match.span() for match in request.within.finditer(sentence)]
    found = [(match.start(), match.end(), rule) for rule, nouns in rules for match in nouns.finditer(sentence)]
    named = [name for name in found if not any(start <= name[0] and name[1] <= end for start, end in longer)]
    last: int | None = None
    for start, end, rule in sorted(named, key=lambda name: name[:2]):
        in_list = last is not None and start - last <= _NEXT_IN_LIST and _joins(sentence[last:start], request)
        if in_list or _is_wanted(sentence, start, end, request):
            last = end
            yield rule


def _joins(gap: str, request: RequestRule) -> bool:
    return bool(request.joins.search(gap)) and not request.between.search(gap)


def _is_wanted(sentence: str, start: int, end: int, request: RequestRule) -> bool:
    """Say whether the words around the name of an item at `start`..`end` ask for it."""
    behind = sentence[end : end + _NEAR]
    if _TOLD.match(behind):
        return False
    # A cue inside the name is a verb only if it is the whole of it: one may 拍照, but the 发 of 发票 sends nothing.
    found = chain(request.before.finditer(sentence[:end]), request.nearby.finditer(sentence[:end]))
    cues = [match.end() for match in found if match.start() < start or match.end() == end]
    near = [cue for cue in cues if cue >= start or start - cue <= _NEAR]
    if any(cue >= start or not request.between.search(sentence[cue:start]) for cue in near):
        return True
    cue = request.after.search(behind)
    return cue is not None and not request.between.search(behind[: cue.start()])


def _most_specific(rules: list[ItemRule]) -> list[ItemRule]:
    """Leave out what only names the form in which something else is wanted: a photo *of the receipt*."""
    items = {rule.item for rule in rules}
    if items & _FILE_ITEMS:
        rules = [rule for rule in rules if rule.item is not Item.PHOTO]
    if any(rule.name == "email" for rule in rules):
        rules = [rule for rule in rules if rule.item is not Item.ADDRESS]
    return rules


def sorts_of(message: MessageReading, name: str) -> frozenset[str]:
    """Return of which sorts an item is where a message asks for it or gives it; empty if it does not say."""
    by_consumer = message.message.speaker is Speaker.CONSUMER
    return frozenset(
        sort for one in message.sentences for sort in _sorts(one.text, name, one.lexicon, by_consumer=by_consumer)
    )


def _sorts(sentence: str, name: str, lexicon: Lexicon | None, *, by_consumer: bool) -> Iterator[str]:
    chosen = choose_lexicon(lexicon, sentence)
    matches = chosen.consumer_matches(sentence) if by_consumer else chosen.company_matches(sentence)
    for rule in given_items(sentence, chosen) if by_consumer else wanted_items(sentence, chosen):
        if rule.name == name:
            found = [(sort, phrases) for sort, phrases in rule.sorts if phrases in matches]
            yield from _nearest(sentence, found) if by_consumer else (sort for sort, _ in found)


def _nearest(sentence: str, found: Sequence[tuple[str, Phrases]]) -> Iterator[str]:
    """Yield the sort that is named last before the first number of a sentence, or all of them if none is."""
    values = find_values(sentence)
    ends = [(m.end(), sort) for sort, phrases in found for m in phrases.finditer(sentence)] if values else []
    before = [one for one in ends if one[0] <= values[0][0] + 1]
    yield from {max(before)[1]} if before else {sort for sort, _ in found}


def _in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    present = set(items)
    return tuple(item for item in _ITEM_ORDER if item in present)


def given_items(sentence: str, lexicon: Lexicon) -> Iterator[ItemRule]:
    """Yield the rules of the items that a folded sentence of the consumer writes out or tells to have been sent."""
    matches = lexicon.consumer_matches(sentence)
    return (rule for book in lexicon.books_for(sentence) for rule in book.items if rule.gives in matches)


def _supplied(
    message: Message, sentences: tuple[str, ...], lexicon: Lexicon
) -> tuple[tuple[str, ...], tuple[Item, ...]]:
    """Return the names and the items that a consumer message gives: written out, described or attached."""
    given = {rule.name: rule.item for sentence in sentences for rule in given_items(sentence, lexicon)}
    given |= {item.value: item for item in (_item_of(file, lexicon) for file in message.attachments)}
    if is_long_account(message.text):
        given["description"] = Item.DESCRIPTION
    return tuple(sorted(given)), _in_order(given.values())


def _item_of(file: Attachment, lexicon: Lexicon) -> Item:
    """Return the item that a file is, by its kind and what is known of its content."""
    if file.kind == "screenshot":
        return Item.SCREENSHOT
    text = fold(f"{file.describes} {file.name}").replace("_", " ").replace(".", " ")
    for book in lexicon.books:
        for rule in book.items:
            if rule.item in _FILE_ITEMS and rule.nouns and rule.nouns.search(text):
                return rule.item
    return Item.PHOTO if file.kind == "image" else Item.OTHER
