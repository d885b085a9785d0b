"""Secrets asked for in the open conversation, and everything in which a password is only spoken of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

ASKED = {
    "password-en": "To look into this I'll need your account password.",
    "password-zh": "请提供您的登录密码，我帮您登上去看一下",
    "password-traditional": "請提供您的網銀密碼，以便為您核對",
    "one-time-code-en": "Please tell me the six-digit code that we just texted you.",
    "one-time-code-zh": "麻烦把刚收到的短信验证码发给我",
    "full-card-en": "Please send your card number, the expiry date and the CVV.",
    "full-card-zh": "请回复银行卡号、有效期和卡背面三位安全码",
    "pin-en": "May I have your card PIN?",
    "typed-into-the-chat-en": "Type your password here so that I can check the account.",
    "typed-into-the-chat-zh": "请在对话框输入您的账号和密码",
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_asking_for_a_secret_is_found_without_any_other_proof(find: Find, ask: str) -> None:
    assert Finding(1, "sensitive_request") in find("C: I can't log in. 登不上", f"B: {ask}")


def test_a_human_who_asks_is_found_too(find: Find) -> None:
    found = find("C: Agent please", "S: [event human_joined]", "H: Hello, what is your online banking password?")

    assert (Finding(2, "sensitive_request"),) == found


SILENT = {
    "empty": (),
    "last-four-digits-en": ("C: My card fails.", "B: Please give me the last four digits of the card."),
    "last-four-digits-zh": ("C: 卡刷不了", "B: 请提供卡号后四位"),
    "a-secure-form-en": ("C: Take my card.", "B: Please give us your card number and CVV on this secure page."),
    "a-secure-form-zh": ("C: 怎么付款", "B: 请在安全页面填写银行卡号和安全码"),
    "a-keypad": ("C: It's me.", "B: Please give me your PIN. Key it in on your phone's keypad."),
    "a-warning-en": ("C: Somebody called.", "B: Never give your password or a one-time code to anyone."),
    "a-warning-zh": ("C: 有人打电话", "B: 请勿将密码和验证码告诉任何人"),
    "a-reset-en": ("C: Forgot it.", "B: You can reset your password on the login page."),
    "a-reset-zh": ("C: 忘了", "B: 需要为您重置密码吗"),
    "an-instruction-en": ("C: How?", "B: Enter the code from the text message in the app and tap Confirm."),
    "an-instruction-zh": ("C: 怎么办", "B: 输入密码后点击登录即可"),
    "whether-it-came-en": ("C: I wait.", "B: Did you receive the verification code?"),
    "whether-it-came-zh": ("C: 等着", "B: 请问您收到验证码了吗"),
    "the-company-sends-it": ("C: Reset it.", "B: Please give me your email so that I can send you a one-time code."),
    "the-company-sends-it-zh": ("C: 重置", "B: 麻烦提供一下您的手机号，验证码会发到这个号码上"),
    "another-code-en": ("C: The parcel?", "B: What is the tracking code, and the PIN code of your area?"),
    "another-code-zh": ("C: 包裹呢", "B: 请提供取件码，帮您查一下"),
    "the-consumer-speaks": ("C: What is my password?", "B: I can't see it."),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.kind == "sensitive_request")
