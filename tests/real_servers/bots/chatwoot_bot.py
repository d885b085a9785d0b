"""An agent bot of Chatwoot whose calls are those of the client that is generated from Chatwoot's own swagger."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import chatwoot_client as api

settings = api.Configuration()
settings.host = os.environ["CHATWOOT"]
settings.api_key["api_access_token"] = os.environ["TOKEN"]
client = api.ApiClient(settings)


def answer(event: dict) -> None:
    account, number, text = event["account"]["id"], event["conversation"]["id"], event["content"]
    messages = api.MessagesApi(client)
    if text == "choices":
        items = [{"title": "Refund", "value": "/refund"}, {"title": "A person", "value": "/human"}]
        body = {"content": "Please choose.", "content_type": "input_select", "content_attributes": {"items": items}}
        messages.create_a_new_message_in_a_conversation(body, account, number)
    elif text == "human":
        messages.create_a_new_message_in_a_conversation({"content": "One moment."}, account, number)
        api.ConversationLabelsApi(client).conversation_add_labels({"labels": ["vip"]}, account, number)
        api.ConversationsApi(client).toggle_status_of_a_conversation({"status": "open"}, account, number)
    else:
        shown = api.ConversationsApi(client).get_details_of_a_conversation(account, number)
        said = f"{shown.status}: {len(messages.list_all_messages(account, number).payload)}"
        messages.create_a_new_message_in_a_conversation({"content": said, "private": False}, account, number)


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        if event["event"] == "message_created" and event["message_type"] == "incoming":
            answer(event)
        elif event["event"] == "message_updated":
            (chosen,) = event["content_attributes"]["submitted_values"]
            answer({**event, "content": {"/human": "human"}.get(chosen["value"], "other")})


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hook).serve_forever()
