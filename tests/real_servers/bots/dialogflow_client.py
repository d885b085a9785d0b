"""Talks to a server with Google's client of Dialogflow CX over REST, and writes what it understood.

Run in a virtual environment of its own. Argument: the address without its scheme.
"""

import json
import sys

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.dialogflowcx_v3 import DetectIntentRequest, QueryInput, SessionsClient, TextInput
from google.cloud.dialogflowcx_v3.services.sessions.transports import SessionsRestTransport
from google.cloud.dialogflowcx_v3.types import EventInput, QueryParameters
from google.oauth2.credentials import Credentials
from google.protobuf.json_format import MessageToDict

AGENT = "projects/shop/locations/global/agents/0f7a1c52-0000-4000-8000-3b5f9d1e2a60"
transport = SessionsRestTransport(host=sys.argv[1], url_scheme="http", credentials=Credentials("ya29.client"))
client = SessionsClient(transport=transport)


def detect(session="s1", **what):
    request = DetectIntentRequest(
        session=f"{AGENT}/sessions/{session}",
        query_input=QueryInput(language_code="en", **what),
        query_params=QueryParameters(parameters={"consumer": "c1"}),
    )
    return client.detect_intent(request=request, retry=None).query_result


def show(result):
    shown = [MessageToDict(message._pb) for message in result.response_messages]
    return {"messages": shown, "kind": result.match.match_type.name, "text": result.text or result.trigger_event}


heard = {
    "welcome": show(detect(event=EventInput(event="WELCOME"))),
    "human": show(detect(text=TextInput(text="human"))),
    "errors": [],
}
for one in ({"text": TextInput(text="break")}, {"text": TextInput(text="hi"), "session": "s" * 37}):
    try:
        detect(**one)
    except GoogleAPICallError as error:
        heard["errors"].append([type(error).__name__, error.code])
sys.stdout.write(json.dumps(heard, ensure_ascii=False))
