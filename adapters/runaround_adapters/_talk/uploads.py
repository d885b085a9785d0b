"""Brings the consumer's files to the bot, in the way that the target file says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from runaround.errors import AdapterError, Unsupported, WrongShape
from runaround.model import Evidence
from runaround_adapters._net.requests import File, build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call, Upload, UploadHow
from runaround_adapters._rules.template import fill_text
from runaround_adapters._talk.media import MediaServer

__all__ = ["Uploader", "take_values"]


@dataclass(frozen=True, slots=True)
class Uploader:
    """Sends files for one visit."""

    upload: Upload | None
    wire: Wire
    media: MediaServer

    async def prepare(self, evidence: tuple[Evidence, ...], values: Mapping[str, Any]) -> tuple[File, ...]:
        """Return `evidence` with its content, sent as far as that happens before the message, in order.

        Raises Unsupported if the target takes no files, and AdapterError if one cannot be read or sent.
        """
        if not evidence:
            return ()
        if self.upload is None:
            names = ", ".join(one.name for one in evidence)
            msg = (
                f"{self.wire.name}: this target takes no files (its file has no 'upload'); the consumer sends {names}."
            )
            raise Unsupported(msg)
        return tuple([await self._prepare(self.upload, one, values) for one in evidence])

    async def _prepare(self, upload: Upload, evidence: Evidence, values: Mapping[str, Any]) -> File:
        file = File(evidence, await self._read(evidence, upload.max_bytes))
        named = {**values, **file.values(is_shown=False)}
        if upload.how is UploadHow.BASE64:
            self.wire.log.stand_ins.append((file.base64, file.stand_in))
        elif upload.public_url:
            file = replace(file, url=fill_text(upload.public_url, named, encode=lambda text: quote(text, safe="")))
        elif upload.is_served:
            file = replace(file, url=await self._publish(file))
        elif upload.call is not None:
            outgoing = build_request(upload.call, named, parts=(file,), part_name=upload.field)
            is_json = bool(upload.call.take or upload.call.take_secret)
            answer = await self.wire.call(outgoing, is_json=is_json)
            file = replace(file, taken=take_values(upload.call, answer, self.wire, place=self.wire.place(outgoing)))
        return file

    async def _publish(self, file: File) -> str:
        try:
            return await self.media.publish(file)
        except OSError as error:
            msg = f"{self.wire.name}: files cannot be served (upload.serve.port): {error.strerror}."
            raise AdapterError(msg) from error

    async def _read(self, evidence: Evidence, limit: int) -> bytes:
        try:
            content = await asyncio.to_thread(Path(evidence.path).read_bytes)
        except OSError as error:
            msg = f"The evidence {evidence.name} cannot be read: {error.strerror or type(error).__name__}."
            raise AdapterError(msg) from error
        if len(content) > limit:
            size = f"{len(content):,} bytes; {self.wire.name} takes {limit:,} (upload.max_bytes)"
            msg = f"The evidence {evidence.name} has {size}."
            raise Unsupported(msg)
        return content


def take_values(call: Call, answer: object, wire: Wire, *, place: str, is_needed: bool = True) -> dict[str, Any]:
    """Return what `call` takes from its answer, by name; secret ones are masked from now on.

    is_needed: False leaves out what is not there, so that an earlier value stays.

    Raises WrongShape if something needed is not there.
    """
    paths = {**call.take, **call.take_secret}
    found = {name: path.find(answer, wire.log.quote) for name, path in paths.items()}
    taken = {name: value for name, value in found.items() if value is not None}
    wire.log.learn_secrets(str(taken[name]) for name in call.take_secret if name in taken)
    missing = [name for name in paths if name not in taken]
    if is_needed and missing:
        name = missing[0]
        msg = f"{place}: {paths[name]} finds nothing in {wire.log.quote(answer)}; expected a value for {{{name}}}."
        raise WrongShape(msg)
    return taken
