"""A bot in Zendesk, written with Zendesk's own client of Sunshine Conversations: it repeats itself as the others do."""

import json
import os
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import sunshine_conversations_client as sc
from sunshine_conversations_client.api.activities_api import ActivitiesApi
from sunshine_conversations_client.api.attachments_api import AttachmentsApi
from sunshine_conversations_client.api.conversations_api import ConversationsApi
from sunshine_conversations_client.api.messages_api import MessagesApi
from sunshine_conversations_client.api.switchboard_actions_api import SwitchboardActionsApi
from sunshine_conversations_client.exceptions import ApiException
from sunshine_conversations_client.model.activity_post import ActivityPost
from sunshine_conversations_client.model.message_post import MessagePost
from sunshine_conversations_client.model.offer_control_body import OfferControlBody
from sunshine_conversations_client.model.pass_control_body import PassControlBody

REPLIES = [
    "Please upload a photo of the package.",
    "Please upload a photo of the package.",
    "Thank you for telling us.",
    "Please upload a photo of the package.",
]
BOT = {"type": "business", "displayName": "Bot"}
turns: Counter[str] = Counter()
configuration = sc.Configuration(host=os.environ["SUNCO"], username="app_bot", password=os.environ["SECRET"])
client = sc.ApiClient(configuration)
messages, activities, board = MessagesApi(client), ActivitiesApi(client), SwitchboardActionsApi(client)


def post(app: str, talk: str, **content: object) -> None:
    body = MessagePost.from_dict({"author": BOT, "content": content})
    made = messages.post_message(app, talk, body).messages[0]
    assert made.id, made


def answer(app: str, talk: str, text: str) -> None:
    if "choices" in text:
        activities.post_activity(app, talk, ActivityPost.from_dict({"author": BOT, "type": "typing:start"}))
        actions = [
            {"type": "reply", "text": "Refund", "payload": "R"},
            {"type": "postback", "text": "Agent", "payload": "A"},
            {"type": "link", "text": "Rules", "uri": "https://shop.example/rules"},
        ]
        post(app, talk, type="text", text="Please choose.", actions=actions)
        item = {"title": "Oil", "actions": [{"type": "postback", "text": "This one", "payload": "O"}]}
        post(app, talk, type="carousel", items=[item])
    elif "look" in text:
        listed = messages.list_messages(app, talk).messages
        seen = ConversationsApi(client).get_conversation(app, talk).conversation
        kept = AttachmentsApi(client).upload_attachment(app, "public", ("map.png", b"\x89PNG")).attachment
        post(app, talk, type="image", mediaUrl=kept.media_url, altText="a map")
        post(app, talk, type="text", text=f"{len(listed)} messages, {seen.active_switchboard_integration.name}")
    elif "pass" in text:
        board.pass_control(app, talk, PassControlBody(switchboard_integration="zd:agentWorkspace"))
    elif "offer" in text:
        board.offer_control(app, talk, OfferControlBody(switchboard_integration="next"))
    elif "nobody" in text:
        try:
            board.pass_control(app, talk, PassControlBody(switchboard_integration="nobody"))
        except ApiException as error:
            post(app, talk, type="text", text=f"HTTP {error.status}")
    elif any(word in text for word in ("human", "agent", "person")):
        post(app, talk, type="text", text="I will transfer you to a human agent now.")
    else:
        post(app, talk, type="text", text=REPLIES[turns[talk] % len(REPLIES)])
        turns[talk] += 1


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        called = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_known = self.headers.get("X-API-Key") == os.environ["HOOK"]
        self.send_response(200 if is_known else 403)
        self.end_headers()
        for event in called["events"] if is_known else []:
            self.react(called["app"]["id"], event["type"], event["payload"])

    def react(self, app: str, kind: str, payload: dict) -> None:
        talk = payload["conversation"]["id"]
        if kind == "conversation:create":
            post(app, talk, type="text", text="Hello! How can I help you?")
        elif kind == "conversation:postback":
            post(app, talk, type="text", text=f"Postback {payload['postback']['payload']}.")
        elif kind == "conversation:message" and payload["message"]["author"]["type"] == "user":
            content = payload["message"]["content"]
            if content.get("payload"):
                post(app, talk, type="text", text=f"Reply {content['payload']}.")
            elif content["type"] == "image":
                post(app, talk, type="text", text=f"Thank you for {content['altText']}.")
            else:
                answer(app, talk, content.get("text", "").lower())


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Webhook).serve_forever()
