"""An agent bot of Chatwoot behind Cel.ai's connector: its webhook, its reading of events and its calls are theirs.

In place of an assistant of Cel.ai, which needs a language model, a few fixed answers.
"""

import asyncio
import os

import uvicorn
from celai_chatwoot.connector import WootConnector
from fastapi import BackgroundTasks, FastAPI

REPLIES = ["Please upload a photo of the package."] * 2 + ["Thank you for telling us."]
turns: dict[str, int] = {}


class Gateway:
    async def process_message(self, message, mode):  # noqa: ARG002 (theirs)
        lead, text = message.lead, message.text or ""
        number = turns.get(lead.conversation_id, 0)
        turns[lead.conversation_id] = number + 1
        if "human" in text or "person" in text:
            await connector.send_text_message(lead, "I will transfer you to a human agent now.")
        elif message.attachments:
            await connector.send_text_message(lead, f"Got {len(message.attachments)} file.")
        else:
            await connector.send_text_message(lead, REPLIES[number % len(REPLIES)])
        yield


connector = WootConnector(
    bot_name="Bot", account_id="1", access_key=os.environ["TOKEN"], chatwoot_url=os.environ["CHATWOOT"], inbox_id="1"
)
connector.gateway = Gateway()
app = FastAPI()
hook = connector.router.routes[0].endpoint


@app.post("/hook")
async def take(payload: dict):
    """Hand on what Chatwoot says; the address that the connector makes for itself cannot be known beforehand."""
    tasks = BackgroundTasks()
    told = await hook(payload, tasks)
    asyncio.get_running_loop().create_task(tasks())
    return told


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
