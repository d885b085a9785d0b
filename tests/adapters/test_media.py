"""The server of the consumer's files: what it gives out can be fetched, whoever asks first."""

import asyncio
import socket

import pytest

from runaround.model import Evidence, Item
from runaround_adapters._net.requests import File
from runaround_adapters._talk.media import MediaServer

pytestmark = pytest.mark.anyio

FILE = File(Evidence(Item.RECEIPT, "receipt.png", "image/png", "a receipt"), b"\x89PNG")


async def test_visits_that_publish_at_once_are_all_given_an_address() -> None:
    """A file under an address without a host is a file that the bot is told of and never gets."""
    media = MediaServer()
    try:
        urls = await asyncio.gather(*(media.publish(FILE) for _ in range(4)))
    finally:
        await media.close()

    assert {"http"} == {url.partition("://")[0] for url in urls}


async def test_a_port_that_is_taken_is_an_error_each_time() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        media = MediaServer(port=taken.getsockname()[1])

        for _ in range(2):
            with pytest.raises(OSError, match=r"."):
                await media.publish(FILE)
