"""A bot on wechatpy in safe mode: opens and seals with its own code, and uses the platform's API."""

import io
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import requests
from wechatpy import WeChatClient, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import create_reply
from wechatpy.utils import check_signature

API = "https://api.weixin.qq.com"
TOKEN = os.environ["WECHAT_TOKEN"]
_request = requests.Session.request


def to_platform(session, method, url, **options):
    """Lead to whoever stands in for the platform."""
    return _request(session, method, url.replace(API, os.environ["WECHAT_API"]), **options)


requests.Session.request = to_platform
client = WeChatClient("wx-shop", os.environ["WECHAT_SECRET"])
crypto = WeChatCrypto(TOKEN, os.environ["WECHAT_AES_KEY"], "wx-shop")
events = []


def answer(message):
    if message.type == "event":
        events.append(message.event)
        return create_reply("欢迎！" if message.event == "subscribe" else "", message)
    if message.type == "voice":
        return create_reply(f"听到 {len(client.media.download(message.media_id).content)} 字节", message)
    said = message.content
    if said == "事件":
        return create_reply("、".join(events), message)
    if said == "图片":
        media_id = client.media.upload("image", ("吸尘器.png", io.BytesIO(b"\x89PNG"), "image/png"))["media_id"]
        client.message.send_image(message.source, media_id)
        return create_reply("", message)
    if said == "人工":
        client.customservice.create_session(message.source, "li@shop")
        return create_reply("", message)
    # wechatpy does not write this sign so that XML readers can read it.
    return create_reply(f"你说：{said.replace(']]>', '〕〕〉')}", message)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = self.query()
        self.reply(query["echostr"])

    def do_POST(self):
        query = self.query()
        sealed = self.rfile.read(int(self.headers["Content-Length"]))
        opened = crypto.decrypt_message(sealed, query["msg_signature"], query["timestamp"], query["nonce"])
        reply = answer(parse_message(opened))
        body = reply.render()
        self.reply(crypto.encrypt_message(body, query["nonce"], query["timestamp"]) if body else "")

    def query(self):
        query = dict(parse_qsl(urlsplit(self.path).query))
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        return query

    def reply(self, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
