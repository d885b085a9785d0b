"""The adapter `zendesk`: plays Zendesk's Sunshine Conversations to a bot that is integrated with it.

The target file is documented in `docs/adapters/zendesk.md` and described by `zendesk.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._platform.adapter import PlatformAdapter, Visit
from runaround_adapters._platform.server import PlatformServer
from runaround_adapters._platform.shelf import Shelf
from runaround_adapters._zendesk.api import ZendeskApi
from runaround_adapters._zendesk.line import ZendeskLine
from runaround_adapters._zendesk.settings import read_zendesk_settings

__all__ = ["make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_zendesk_settings(document, path, environ)
    shared, shelf = settings.shared, Shelf()
    api = ZendeskApi(settings.credentials, shelf)
    server = PlatformServer(api.add_routes, port=shared.port, base_url=shared.base_url)

    def make_line(visit: Visit) -> ZendeskLine:
        return ZendeskLine(settings, visit, conversations=api.conversations, base_url=server.url)

    return PlatformAdapter(
        shared,
        settings.masker,
        server=server,
        shelf=shelf,
        make_line=make_line,
        proxy=find_proxy(shared.url, environ),
    )
