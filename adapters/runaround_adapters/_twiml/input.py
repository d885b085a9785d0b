"""What a caller does at a `Gather` or `Record`, and what Twilio makes of it; functions here are pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from runaround.model import Button
from runaround_adapters._twiml.document import Verb
from runaround_adapters._twiml.prompts import find_pressed, find_typed, is_key, names_finish

__all__ = ["TIMEOUT_S", "Entered", "Spoken", "enter", "keys_of", "leave_message"]

TIMEOUT_S = 5.0
_CONFIDENCE = "0.9"
_LONGEST_RECORDING_S = 3600.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the caller says, or the option that the caller takes."""

    words: str
    option: Button | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What the application is told, `after_s` seconds after it was entered."""

    told: Mapping[str, str]
    after_s: float = 0.0


def keys_of(spoken: Spoken, options: tuple[Button, ...], most: int | None) -> str:
    """Return the keys that the caller presses for what they say or choose; empty for none."""
    if spoken.option is not None:
        value = spoken.option.value or spoken.option.label
        return value if is_key(value) else ""
    return find_typed(spoken.words, most=most, options=options)


def enter(gather: Verb, spoken: Spoken, *, prompt: str, options: tuple[Button, ...]) -> Entered | None:
    """Return what a `Gather` makes of the caller's input; None where it hears nothing.

    Words at keys alone are heard by nobody, unless they are digits, which are typed, or an option's own. Who is asked
    for either speaks, except where they choose a key, press one, or say nothing but one.
    """
    kinds = gather.attributes.get("input", "dtmf").lower().split()
    takes_speech = "speech" in kinds
    is_pressed = spoken.option is not None or is_key(spoken.words) or bool(find_pressed(spoken.words))
    most = int(gather.number("numDigits", 0)) or None
    keys = keys_of(spoken, options, most) if "dtmf" in kinds and (is_pressed or not takes_speech) else ""
    if keys:
        return _press(gather, keys, prompt=prompt, most=most)
    words = spoken.option.label if spoken.option is not None else spoken.words
    if not takes_speech or not words.strip():
        return None
    told = {"SpeechResult": words, "Confidence": _CONFIDENCE, "Language": gather.attributes.get("language", "en-US")}
    return Entered(told, gather.number("speechTimeout", 0.0))


def leave_message(record: Verb, spoken: Spoken, facts: Mapping[str, str], *, lasted_s: float) -> Entered:
    """Return what a `Record` tells of a message that the caller leaves: nobody can listen to it."""
    name = f"RE{uuid.uuid4().hex}"
    place = f"https://api.twilio.com/2010-04-01/Accounts/{facts['AccountSid']}/Recordings/{name}"
    limit_s = min(record.number("maxLength", _LONGEST_RECORDING_S), _LONGEST_RECORDING_S)
    digits = "#" if is_key(spoken.words) else "hangup" if not spoken.words else ""
    told = {"RecordingUrl": place, "RecordingSid": name, "RecordingDuration": f"{min(lasted_s, limit_s):.0f}"}
    return Entered({**told, "Digits": digits}, min(lasted_s, limit_s))


def _press(gather: Verb, keys: str, *, prompt: str, most: int | None) -> Entered:
    """Return what is told of pressed keys: at once where Twilio knows that these are all, or else after its wait."""
    finish = gather.attributes.get("finishOnKey", "#")
    before, pressed, _ = keys.partition(finish) if finish else (keys, "", "")
    is_complete = bool(pressed) or len(before) == most or (bool(finish) and names_finish(prompt))
    return Entered({"Digits": before[:most]}, 0.0 if is_complete else gather.number("timeout", TIMEOUT_S))
