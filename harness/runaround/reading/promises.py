"""Reads how long a promise asks the consumer to wait, as far as it says so."""

from __future__ import annotations

import re

from runaround.reading.text import fold

__all__ = ["promised_s"]

_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3600.0, 86400.0
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "several": 5, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fourteen": 14, "fifteen": 15,
    "一": 1, "两": 2, "二": 2, "三": 3, "几": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_UNITS = {
    "minute": _MINUTE_S, "分钟": _MINUTE_S, "hour": _HOUR_S, "小时": _HOUR_S,
    "day": _DAY_S, "天": _DAY_S, "日": _DAY_S,
    "working day": _DAY_S, "business day": _DAY_S, "工作日": _DAY_S, "工作天": _DAY_S,
    "week": 7 * _DAY_S, "周": 7 * _DAY_S, "星期": 7 * _DAY_S, "month": 31 * _DAY_S, "月": 31 * _DAY_S,
}  # fmt: skip
_COUNT = "[0-9]{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_SPAN = re.compile(
    rf"(?<![a-z0-9])({_COUNT})(?:\s*(?:to|or|-|~|到|至|,)?\s*({_COUNT}))?(?: of)?(?: more)?\s*个?\s*"
    r"(working day|business day|minute|hour|day|week|month|分钟|小时|工作日|工作天|天|日|周|星期|月)"
)
_WORKING = frozenset({"working day", "business day", "工作日", "工作天"})
_WORKING_WEEK, _WEEKEND_S = 5, 2 * _DAY_S
_SPARE_S = 2 * _DAY_S
_WEEKDAY = re.compile(
    r"\b(?:by|before|on|this) (?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:周|星期|礼拜)[一二三四五六日天]"
)
_NEXT_WEEK = re.compile(
    r"next week|(?:by|before|on) next (?:mon|tues|wednes|thurs|fri|satur|sun)day|下(?:个)?(?:周|星期|礼拜)"
)
_THIS_WEEK = re.compile(r"(?:this|the) week|本周|这周|这个?星期|这礼拜")
_THIS_MONTH = re.compile(r"(?:this|the) month|本月|这个月|月底")
_BY_TOMORROW = re.compile(r"tomorrow|明天|明早|明晚")
_TODAY = re.compile(r"today|tonight|今天|今晚|今日")
# The day of the talk is not known, so that a weekday is certainly past after a week, and one of next week after two.
_CALENDAR = ((_NEXT_WEEK, 14 * _DAY_S), (_WEEKDAY, 7 * _DAY_S), (_THIS_WEEK, 7 * _DAY_S), (_THIS_MONTH, 31 * _DAY_S))


def promised_s(text: str) -> float | None:
    """Return after how many seconds a promise is certainly due; None if it names no time.

    The longest span counts, with weekends for working days, so that nobody is accused a day too early.
    """
    folded = fold(text)
    spans = [_seconds(match.group(2) or match.group(1), match.group(3)) for match in _SPAN.finditer(folded)]
    if spans:
        return max(spans)
    for pattern, seconds in _CALENDAR:
        if pattern.search(folded):
            return seconds
    if _BY_TOMORROW.search(folded):
        return _SPARE_S
    return _DAY_S if _TODAY.search(folded) else None


def _seconds(count: str, unit: str) -> float:
    number = int(count) if count.isdigit() else _NUMBERS[count]
    return number * _UNITS[unit] + (_weekends(number) * _WEEKEND_S if unit in _WORKING else 0.0)


def _weekends(working_days: int) -> int:
    """Return how many weekends so many working days can meet at most, whatever day they begin on."""
    return -(-working_days // _WORKING_WEEK)
