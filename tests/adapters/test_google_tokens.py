"""Tokens for credential files of Google: got from a server on this machine, by google-auth."""

import asyncio
import json
import sys
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from runaround.errors import FileError, Unauthorized, Unreachable
from runaround.model import Say
from runaround_adapters._dialogflow.credentials import load_tokens

pytestmark = pytest.mark.anyio

AGENT = "projects/shop/locations/global/agents/0f7a1c52"
KEY = (
    rsa.generate_private_key(public_exponent=65537, key_size=2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
PERSON = {"type": "authorized_user", "client_id": "id", "client_secret": "s", "refresh_token": "r"}

BUILD_SERVER = {
    "type": "external_account",
    "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g",
    "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
    "token_url": "https://sts.googleapis.com/v1/token",
    "credential_source": {"file": "/nowhere/token"},
}


def account(token_uri: str) -> dict[str, str]:
    address = "runaround@shop.iam.gserviceaccount.com"
    return {
        "type": "service_account", "project_id": "shop", "private_key_id": "k", "private_key": KEY,
        "client_email": address, "token_uri": token_uri,
    }  # fmt: skip


def google(*, status: int = 200):
    """Return a handler of a token server and an agent in one, and what they were asked and told."""
    asked: list[dict[str, list[str]]] = []
    bearers: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/token":
            asked.append(parse_qs(await request.text()))
            token = {"access_token": f"ya29.made-{len(asked)}", "expires_in": 3600, "token_type": "Bearer"}
            return web.json_response(token if status == 200 else {"error": "invalid_grant"}, status=status)
        bearers.append(request.headers["Authorization"])
        said = f"your token is {request.headers['Authorization'][7:]}"
        return web.json_response({"queryResult": {"responseMessages": [{"text": {"text": [said]}}]}})

    return handle, asked, bearers


def describe(url: str) -> dict[str, Any]:
    return {"adapter": "dialogflow", "name": "Shop", "agent": AGENT, "credentials": "env:CREDENTIALS", "url": url}


async def say_hi(adapter, case) -> str:
    session, _ = await adapter.open(case, session=1)
    try:
        reply = await session.send(Say("hi"))
    finally:
        await session.close()
    assert "ya29" not in repr(reply)
    return reply.messages[0].text


@pytest.mark.parametrize("is_file", [True, False], ids=["a path", "the content"])
async def test_a_service_account_gets_one_token_for_all_visits(serve, make_adapter, case, tmp_path, is_file) -> None:
    handle, asked, bearers = google()
    async with serve(handle) as url:
        content = json.dumps(account(f"{url}/token"))
        (tmp_path / "key.json").write_text(content)
        adapter = make_adapter(describe(url), CREDENTIALS=str(tmp_path / "key.json") if is_file else content)
        said = await asyncio.gather(*(say_hi(adapter, case) for _ in range(3)))

    assert ["urn:ietf:params:oauth:grant-type:jwt-bearer"] == asked[0]["grant_type"]
    assert (1, {"Bearer ya29.made-1"}, {"your token is ***"}) == (len(asked), set(bearers), set(said))


@pytest.mark.parametrize("content", [PERSON, BUILD_SERVER], ids=["gcloud", "federation"])
def test_a_file_of_another_kind_loads_and_names_who_pays(content) -> None:
    tokens = load_tokens(json.dumps({**content, "quota_project_id": "billing"}), name="Shop", proxy=None)

    assert "billing" == tokens.quota_project


async def test_credentials_that_google_refuses_are_told(serve, make_adapter, case) -> None:
    handle, asked, bearers = google(status=400)
    async with serve(handle) as url:
        adapter = make_adapter(describe(url), CREDENTIALS=json.dumps(account(f"{url}/token")))
        with pytest.raises(Unauthorized, match=r"Shop: Google gives no token for the credentials"):
            await say_hi(adapter, case)

    assert (True, []) == (bool(asked), bearers)


async def test_a_token_server_that_is_not_there_is_no_matter_of_rights(make_adapter, case) -> None:
    adapter = make_adapter(describe("http://127.0.0.1:9"), CREDENTIALS=json.dumps(account("http://127.0.0.1:9/token")))

    with pytest.raises(Unreachable, match="the server that gives tokens"):
        await say_hi(adapter, case)


WRONG = {
    "no file": ("/nowhere/key.json", "credentials: the credential file cannot be read: No such file or directory"),
    "no JSON": ("{nonsense", "credentials: the credential file is not JSON"),
    "no type": ('{"installed": {}}', "credentials: the credentials are of the type 'None'; expected service_account"),
    "no key": ('{"type": "service_account"}', "credentials: the credentials are incomplete, or their key is none"),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_credentials_that_are_none_are_told_with_the_file(make_adapter, text, expected) -> None:
    with pytest.raises(FileError, match=expected):
        make_adapter(describe("http://127.0.0.1:9"), CREDENTIALS=text)


def test_without_credentials_the_usual_variable_is_named(make_adapter) -> None:
    target = {"adapter": "dialogflow", "agent": AGENT}

    with pytest.raises(FileError, match="the environment variable GOOGLE_APPLICATION_CREDENTIALS is not set"):
        make_adapter(target)


def test_without_google_auth_the_way_out_is_named(make_adapter, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "google.oauth2.service_account", None)

    with pytest.raises(FileError, match=r"pip install 'runaround\[google\]'; or take a ready 'token'"):
        make_adapter(describe("http://127.0.0.1:9"), CREDENTIALS='{"type": "service_account"}')
