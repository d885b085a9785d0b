"""The adapter `whatsapp`: plays WhatsApp's Cloud API to a bot behind a business's number.

The target file is documented in `docs/adapters/whatsapp.md` and described by `whatsapp.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._platform.adapter import PlatformAdapter, Visit
from runaround_adapters._platform.server import PlatformServer
from runaround_adapters._platform.shelf import Shelf
from runaround_adapters._whatsapp.api import WhatsAppApi
from runaround_adapters._whatsapp.line import Threads, WhatsAppLine
from runaround_adapters._whatsapp.settings import read_whatsapp_settings
from runaround_adapters._whatsapp.verification import Verification

__all__ = ["make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_whatsapp_settings(document, path, environ)
    shared, shelf, threads = settings.shared, Shelf(), Threads()
    api = WhatsAppApi(settings, threads, shelf)
    server = PlatformServer(api.add_routes, port=shared.port, base_url=shared.base_url)
    api.base_url = server.url
    verification = Verification(shared.url, settings.verify_token)

    def make_line(visit: Visit) -> WhatsAppLine:
        return WhatsAppLine(settings, visit, threads=threads, verification=verification)

    return PlatformAdapter(
        shared,
        settings.masker,
        server=server,
        shelf=shelf,
        make_line=make_line,
        proxy=find_proxy(shared.url, environ),
    )
