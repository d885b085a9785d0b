"""Finds the words of a bot in JSON that nobody has described, and where they stand: by names of keys, and by looks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

__all__ = ["Found", "find_words", "find_words_in_events"]

_Path = tuple[str | int, ...]

_SPEAKING = {
    "reply": 10, "answer": 10, "text": 9, "response": 9, "message": 8, "content": 8, "output": 8, "utterance": 8,
    "msg": 7, "speech": 7, "say": 7, "says": 7, "bot": 6, "result": 6, "body": 5, "generated": 5, "completion": 7,
    "data": 3, "value": 2, "replies": 10, "answers": 10, "messages": 8,
    "responses": 9, "outputs": 8, "回复": 10, "答复": 10, "回答": 10, "答案": 10, "内容": 8, "消息": 8, "文本": 8,
}  # fmt: skip
"""Words in names of keys below which bots put what they say, and how much they are worth."""

_IN_PIECES = {**_SPEAKING, "delta": 6, "token": 5, "chunk": 5}
"""The same for the events of a stream; in an answer that comes whole, a token is something else."""

_NOT_SPEAKING = frozenset(
    {
        "id", "uuid", "session", "type", "status", "state", "code", "intent", "lang", "language", "locale", "model",
        "role", "name", "user", "sender", "recipient", "from", "to", "time", "timestamp", "date", "created", "url",
        "uri", "href", "version", "trace", "request", "event", "error", "errmsg", "label", "payload", "format",
        "channel", "object", "kind", "reason", "query", "question", "input", "conversation", "title", "author",
        "speaker", "会话", "状态", "时间", "类型", "问题",
    }
)  # fmt: skip
_SAYS_NOTHING = frozenset(
    {"ok", "success", "succeeded", "true", "done", "null", "成功", "操作成功", "请求成功", "正常"}
)
_CHOICES = ("buttons", "quick_replies", "quickReplies", "options", "suggestions", "choices", "按钮", "选项")
_LABELS = ("title", "label", "text", "name", "标题", "文本")
_VALUES = ("payload", "value", "data", "id", "值")
_SIDES = ("role", "sender", "from", "author", "speaker", "direction", "type")
_NO_WORDS = re.compile(
    r"[0-9a-fA-F-]{16,}|https?://\S+|[\d\s.:,+-]+|\d{4}-\d\d-\d\dT\S+|[\w-]*\d[\w-]*_[\w-]*|data:\S+", re.ASCII
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[\u4e00-\u9fff]+")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENOUGH = 4.0
_MOST_PLACES = 5_000
_SHORT_PIECE = 12


@dataclass(frozen=True, slots=True)
class Found:
    """The words, and where they stand: `reply` and `signals` as a target file has them.

    text: all of them, one message a line. place: how messages name it.
    """

    text: str
    place: str
    reply: Mapping[str, Any]
    signals: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Spot:
    path: _Path
    text: str
    worth: float


def find_words(body: object, *, said: str) -> Found | None:
    """Return what a bot said in `body`, the JSON of its answer to `said`; None where nothing looks like words.

    Words that were said to the bot and come back are not its own.
    """
    best = _find_best(body, said)
    if best is None:
        return None
    entries, key = _split(best.path)
    reply: dict[str, Any] = {}
    if entries != "@" or isinstance(body, list):
        reply["messages"] = entries
    if key:
        reply["text"] = key
    holder = _at(body, best.path[: _cut(best.path)])
    reply |= _find_choices(holder)
    reply |= _find_skip(body, best.path, said)
    place = _write_path(best.path)
    texts = [text for path, text in _walk(body, ()) if _shape(path) == _shape(best.path) and text.strip() != said]
    return Found("\n".join(texts), place, reply)


def find_words_in_events(events: Sequence[object], *, said: str) -> Found | None:
    """Return what a bot said in the events of a stream; None where nothing looks like words.

    Whether an event holds a whole message, what is new of one, or all of one so far is seen in their texts.
    """
    spots = [spot for spot in (_find_best(event, said, _IN_PIECES) for event in events) if spot is not None]
    if not spots:
        return None
    best = max(spots, key=lambda spot: spot.worth)
    place = _write_path(best.path)
    texts = [text for event in events for text in [_at(event, best.path)] if isinstance(text, str)]
    reply = {"text": place, "skip": f"!({place})"}
    if len(texts) == 1 or not _is_in_pieces(texts):
        return Found("\n".join(texts), place, reply)
    if _is_cumulative(texts):
        return Found(texts[-1], place, reply, {"piece": place, "cumulative": True})
    return Found("".join(texts), place, reply, {"piece": place})


def _is_in_pieces(texts: Sequence[str]) -> bool:
    is_short = sum(map(len, texts)) / len(texts) < _SHORT_PIECE
    return _is_cumulative(texts) or is_short or any(text[:1].isspace() for text in texts[1:])


def _is_cumulative(texts: Sequence[str]) -> bool:
    return all(later.startswith(text) for text, later in pairwise(texts))


def _find_best(body: object, said: str, worths: Mapping[str, int] = _SPEAKING) -> _Spot | None:
    spots = [
        _Spot(path, text, _weigh(path, text, worths)) for path, text in _walk(body, ()) if text.strip() != said.strip()
    ]
    best = max(spots, key=lambda spot: spot.worth, default=None)
    return best if best is not None and best.worth >= _ENOUGH else None


def _walk(value: object, path: _Path) -> Iterator[tuple[_Path, str]]:
    """Yield every text with its path, from the top down; of an enormous body only what comes first."""
    waiting: list[tuple[_Path, object]] = [(path, value)]
    for here, one in waiting:  # grows while it is gone through
        if isinstance(one, str):
            yield here, one
        elif len(waiting) < _MOST_PLACES and isinstance(one, Mapping):
            waiting += [((*here, str(key)), content) for key, content in one.items()]
        elif len(waiting) < _MOST_PLACES and isinstance(one, list):
            waiting += [((*here, number), content) for number, content in enumerate(one)]


def _weigh(path: _Path, text: str, worths: Mapping[str, int]) -> float:
    """Return how much `text` at `path` looks like what a bot says."""
    stripped = text.strip()
    if not stripped or stripped.lower() in _SAYS_NOTHING or _NO_WORDS.fullmatch(stripped):
        return 0.0
    names = [name for name in path if isinstance(name, str)]
    if any(name in _CHOICES for name in names[:-1]) and names[0] != "choices":
        return 0.0
    looks = 3.0 if " " in stripped or re.search(r"[\u3040-\u9fff]", stripped) else 0.0
    looks += 1.0 if len(stripped) > _SHORT_PIECE else 0.0
    if not names:
        return _ENOUGH + looks  # nothing but words: a text, or a list of texts
    own = _weigh_name(names[-1], worths)
    around = max((_weigh_name(name, worths) for name in names[:-1]), default=0.0)
    return own + max(around, 0.0) / 2 + looks - len(path) / 4


def _weigh_name(name: str, worths: Mapping[str, int]) -> float:
    words = [word.lower() for word in _WORD.findall(name)]
    worth = max((worths.get(word, 0) for word in words), default=0)
    is_about_it = bool(words) and words[-1] in _NOT_SPEAKING
    return -8.0 if is_about_it else float(worth) - 4.0 * any(word in _NOT_SPEAKING for word in words)


def _shape(path: _Path) -> tuple[str, ...]:
    return tuple("[]" if isinstance(part, int) else part for part in path)


def _cut(path: _Path) -> int:
    """Return how many parts of a path lead to the entry of a list that holds its end; 0 if no list is on the way."""
    return max((index + 1 for index, part in enumerate(path) if isinstance(part, int)), default=0)


def _split(path: _Path) -> tuple[str, str]:
    """Return the expression of all entries, and that of the text in one; the latter is empty for lists of texts."""
    cut = _cut(path)
    outer, inner = path[:cut], path[cut:]
    return (_write_path(outer[:-1]) or "@") if outer else "@", _write_path(inner)


def _write_path(path: _Path) -> str:
    """Return a path as JMESPath; what is a list stands for all its entries."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += "[]"
        else:
            name = part if _PLAIN_NAME.fullmatch(part) else json.dumps(part, ensure_ascii=False)
            written += f".{name}" if written else name
    return written


def _at(value: Any, path: _Path) -> Any:  # noqa: ANN401 (JSON)
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _find_choices(holder: object) -> dict[str, Any]:
    """Return where an entry has its buttons, if it shows any."""
    if not isinstance(holder, Mapping):
        return {}
    for name in _CHOICES:
        shown = holder.get(name)
        if not isinstance(shown, list) or not shown:
            continue
        first, place = shown[0], _write_path((name,))
        if isinstance(first, str):
            return {"buttons": {"list": place}}
        if isinstance(first, Mapping):
            label = next((one for one in _LABELS if isinstance(first.get(one), str)), None)
            value = next((one for one in _VALUES if isinstance(first.get(one), str | int) and one != label), label)
            if label and value:
                return {"buttons": {"list": place, "label": label, "value": value}}
    return {}


def _find_skip(body: object, path: _Path, said: str) -> dict[str, Any]:
    """Return how the consumer's own entries are told from the bot's, where the answer repeats them."""
    cut = _cut(path)
    entries = _at(body, path[: cut - 1]) if cut else None
    if not isinstance(entries, list):
        return {}
    bots = _at(body, path[:cut])
    for entry in entries:
        if isinstance(entry, Mapping) and isinstance(bots, Mapping) and _at(entry, path[cut:]) == said:
            for side in _SIDES:
                if isinstance(entry.get(side), str) and entry[side] != bots.get(side):
                    return {"skip": f"{side} == '{entry[side]}'"}
    return {}
