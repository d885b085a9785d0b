"""The client of the A2A SDK: says three things in one context and prints every text that it had not had before."""

import asyncio
import sys
import uuid

import httpx
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.types import Message, Part, Role, SendMessageRequest, TaskState


class Listener:
    def __init__(self):
        self.context, self.task, self.state = "", "", None
        self._heard = set()

    def hear(self, key, parts):
        text = "".join(part.text for part in parts)
        if text and key not in self._heard:
            self._heard.add(key)
            sys.stdout.write(f"{text}\n")

    def take(self, event):
        kind = event.WhichOneof("payload")
        content = getattr(event, kind)
        messages, artifacts = [], []
        if kind == "task":
            self.context, self.task = content.context_id, content.id
            messages, artifacts = list(content.history), list(content.artifacts)
        if kind == "artifact_update":
            artifacts = [content.artifact]
        if kind in ("task", "status_update"):
            self.state = content.status.state
            messages.append(content.status.message)
        for one in artifacts:
            self.hear((one.artifact_id, one.parts[0].text), one.parts)
        for one in messages:
            if one.role == Role.ROLE_AGENT:
                self.hear(one.message_id, one.parts)


async def main(url):
    listener = Listener()
    async with httpx.AsyncClient() as http:
        card = await A2ACardResolver(http, url).get_agent_card()
        client = ClientFactory(
            ClientConfig(
                httpx_client=http,
                streaming=card.capabilities.streaming,
                supported_protocol_bindings=["JSONRPC", "HTTP+JSON"],
            )
        ).create(card)
        for text in ("hello", "more", "third"):
            names = {"context_id": listener.context, "task_id": listener.task}
            message = Message(message_id=str(uuid.uuid4()), role=Role.ROLE_USER, parts=[Part(text=text)], **names)
            async for event in client.send_message(SendMessageRequest(message=message)):
                listener.take(event)
            if listener.state == TaskState.TASK_STATE_COMPLETED:
                listener.task = ""


asyncio.run(main(sys.argv[1]))
