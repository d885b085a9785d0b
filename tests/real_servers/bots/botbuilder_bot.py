"""A bot of Microsoft's SDK for Python, without credentials: asks for a photo again and again, transfers nobody."""

import os

from aiohttp import web
from botbuilder.core import (
    ActivityHandler,
    BotFrameworkAdapter,
    BotFrameworkAdapterSettings,
    ConversationState,
    MemoryStorage,
    MessageFactory,
    TurnContext,
)
from botbuilder.schema import Activity, CardAction, SuggestedActions

REPLIES = [
    "Please upload a photo of the package.",
    "Please upload a photo of the package.",
    "Thank you for telling us.",
    "Please upload a photo of the package.",
]
state = ConversationState(MemoryStorage())
turns = state.create_property("turns")


class Bot(ActivityHandler):
    async def on_members_added_activity(self, members_added, turn_context: TurnContext):  # noqa: ARG002 (the SDK's)
        await turn_context.send_activity("Hello! How can I help you?")

    async def on_message_activity(self, turn_context: TurnContext):
        text = (turn_context.activity.text or "").lower()
        seen = await turns.get(turn_context, lambda: {"count": 0})
        await turn_context.send_activity(Activity(type="typing"))
        if turn_context.activity.attachments:
            names = [one.name for one in turn_context.activity.attachments]
            await turn_context.send_activity(f"Thank you for {', '.join(names)}.")
        if "choices" in text:
            offer = MessageFactory.text("Please choose.")
            actions = [
                CardAction(type="postBack", title="Refund", value="/refund"),
                CardAction(type="openUrl", title="Help", value="https://help.example/"),
            ]
            offer.suggested_actions = SuggestedActions(actions=actions)
            await turn_context.send_activity(offer)
        elif text == "/refund":
            await turn_context.send_activity("You chose a refund.")
        elif "signal" in text:
            await turn_context.send_activity(
                Activity(type="event", name="handoff.initiate", value={"reason": "refund"})
            )
            await turn_context.send_activity("One moment.")
        elif "human" in text or "agent" in text or "person" in text:
            await turn_context.send_activity("I will transfer you to a human agent now.")
        elif "bye" in text:
            await turn_context.send_activity(Activity(type="endOfConversation", code="completedSuccessfully"))
        else:
            await turn_context.send_activity(REPLIES[seen["count"] % len(REPLIES)])
            seen["count"] += 1
        await state.save_changes(turn_context)


bot = Bot()
adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))


async def take(request: web.Request) -> web.Response:
    activity = Activity().deserialize(await request.json())
    answer = await adapter.process_activity(activity, request.headers.get("Authorization", ""), bot.on_turn)
    return web.json_response(answer.body, status=answer.status) if answer else web.Response(status=201)


app = web.Application()
app.router.add_post("/api/messages", take)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
