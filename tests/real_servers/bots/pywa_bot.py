"""A bot in WhatsApp, written with pywa: asks for a photo again and again, transfers nobody."""

import os
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
from pywa import WhatsApp, types
from pywa.errors import WhatsAppError

REPLIES = [
    "Please upload a photo of the package.",
    "Please upload a photo of the package.",
    "Thank you for telling us.",
    "Please upload a photo of the package.",
]
turns: Counter[str] = Counter()
statuses: Counter[str] = Counter()
session = httpx.Client()
wa = WhatsApp(
    phone_id="106540352242922",
    token=os.environ["TOKEN"],
    session=session,
    server=None,
    verify_token=os.environ["VERIFY"],
    app_secret=os.environ["SECRET"],
)
session.base_url = f"{os.environ['GRAPH']}/v23.0"


@wa.on_message
def answer(_client: WhatsApp, msg: types.Message) -> None:
    text = (msg.text or "").lower()
    if msg.image:
        msg.reply_text(f"Thank you for {len(msg.image.get_bytes())} bytes.")
    elif "choices" in text:
        msg.indicate_typing()
        msg.reply_text("Please choose.", buttons=[types.Button("Refund", "/refund"), types.Button("Agent", "/agent")])
        rows = [types.SectionRow("Today", "/today"), types.SectionRow("Tomorrow", "/tomorrow")]
        msg.reply_text("When?", buttons=types.SectionList("Open", [types.Section("Days", rows)]))
        msg.reply_text("Read this.", buttons=types.URLButton("Rules", "https://shop.example/rules"))
    elif "statuses" in text:
        msg.react("👍")
        msg.reply_text(", ".join(sorted(statuses)), quote=True)
    elif "stranger" in text:
        try:
            wa.send_message("15550000000", "hello")
        except WhatsAppError as error:
            msg.reply_text(f"{type(error).__name__} {error.code}")
    elif "pass" in text:
        body = {"messaging_product": "whatsapp", "to": msg.from_user.wa_id, "action": "pass"}
        wa.api.send_raw_request("POST", "/106540352242922/thread_control", json=body)
    elif any(word in text for word in ("human", "agent", "person")):
        msg.reply_text("I will transfer you to a human agent now.")
    else:
        msg.reply_text(REPLIES[turns[msg.from_user.wa_id] % len(REPLIES)])
        turns[msg.from_user.wa_id] += 1


@wa.on_callback_button
def press(_client: WhatsApp, press: types.CallbackButton) -> None:
    press.reply_text(f"You chose {press.title} ({press.data}).")


@wa.on_callback_selection
def select(_client: WhatsApp, chosen: types.CallbackSelection) -> None:
    chosen.reply_text(f"You chose {chosen.title} ({chosen.data}).")


@wa.on_message_status
def count(_client: WhatsApp, status: types.MessageStatus) -> None:
    statuses[status.status.value] += 1


class Webhook(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        told, status = wa.webhook_challenge_handler(asked["hub.verify_token"][0], asked["hub.challenge"][0])
        self.answer(status, str(told))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        refused = wa.webhook_update_validator(body, self.headers.get("X-Hub-Signature-256"))
        if refused:
            self.answer(refused[1], refused[0])
            return
        # Meta wants its answer at once, so the work is done beside it.
        threading.Thread(target=wa.webhook_update_handler, args=(body,)).start()
        self.answer(200, "ok")

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Webhook).serve_forever()
