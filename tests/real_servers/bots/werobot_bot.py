"""A customer service bot on WeRoBot: answers passively, and asks for a photo that it has been sent already."""

import os
import time

import requests
import werobot
from werobot.replies import Article, ArticlesReply, TransferCustomerServiceReply

API = "https://api.weixin.qq.com"
_request = requests.Session.request


def to_platform(session, method, url, **options):
    """WeRoBot knows one address of the platform; this one leads to whoever stands in for it."""
    return _request(session, method, url.replace(API, os.environ["WECHAT_API"]), **options)


requests.Session.request = to_platform
robot = werobot.WeRoBot(
    token=os.environ["WECHAT_TOKEN"],
    enable_session=False,
    app_id="wx-shop",
    app_secret=os.environ["WECHAT_SECRET"],
    encoding_aes_key=os.environ.get("WECHAT_AES_KEY"),
)


@robot.subscribe
def subscribe(_message):
    return "您好，欢迎关注小店客服！请问有什么可以帮您？"


@robot.key_click("HUMAN")
def click(_message):
    return "请直接说“转人工”。"


@robot.image
def image(message):
    # No picture is ever seen by this bot, as by many others: it only answers that one came.
    return f"收到图片 {len(requests.get(message.img, timeout=5).content)} 字节。请上传商品的照片，以便我们核实。"


@robot.text
def text(message):
    said = message.content
    if "人工" in said:
        return TransferCustomerServiceReply(message=message)
    if "帮助" in said:
        reply = ArticlesReply(message=message)
        reply.add_article(Article("退款须知", "七天内可退", "https://shop.test/cover.png", "https://shop.test/refund"))
        return reply
    if "进度" in said:
        client = robot.client
        client.send_text_message(message.source, "正在查询…")
        article = {"title": "物流", "description": "已揽件", "url": "https://shop.test/track", "picurl": ""}
        client.send_article_message(message.source, [article])
        return ""
    if "慢" in said:
        time.sleep(1.5)
        return f"久等了（{message.message_id}）"
    if "崩溃" in said:
        raise ValueError(said)
    return "请上传商品的照片，以便我们核实。"


robot.config.update(HOST="127.0.0.1", PORT=int(os.environ["PORT"]), SERVER="wsgiref")
robot.run()
