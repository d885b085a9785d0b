"""Talks to a server with boto3's client of Lex, and writes what it understood; run in a virtual environment of its own.

Arguments: the address; or `sign`, and then the request that botocore is to sign and the moment, as JSON.
"""

import json
import sys
from datetime import datetime

import boto3
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

KEY = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a-token//==")


def sign(method, url, headers, content, moment):
    request = AWSRequest(method=method, url=url, headers=headers, data=content.encode())
    signer = botocore.auth.SigV4Auth(Credentials(*KEY), "lex", "eu-west-1")
    botocore.auth.get_current_datetime = lambda *_args, **_more: datetime.strptime(moment, "%Y%m%dT%H%M%S%z")
    signer.add_auth(request)
    return dict(request.headers)


def talk(url):
    client = boto3.client(
        "lexv2-runtime",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=KEY[0],
        aws_secret_access_key=KEY[1],
        config=Config(retries={"total_max_attempts": 1}),
    )
    session = {"botId": "FAKEBOT123", "botAliasId": "TSTALIASID", "localeId": "en_US", "sessionId": "s1:a"}
    state = {"sessionAttributes": {"tier": "gold"}}
    more = {"sessionState": state, "requestAttributes": {"consumer": "c1"}}
    first = client.recognize_text(text="hi", **session, **more)
    heard = {"messages": first["messages"], "attributes": first["sessionState"]["sessionAttributes"]}
    heard["state"] = client.get_session(**session)["sessionState"]["intent"]["state"]
    heard["silent"] = "messages" not in client.recognize_text(text="hm", **session)
    heard["errors"] = []
    for text in ("break", "x" * 1025):
        try:
            client.recognize_text(text=text, **session)
        except ClientError as error:
            heard["errors"].append([type(error).__name__, error.response["ResponseMetadata"]["HTTPStatusCode"]])
    heard["deleted"] = client.delete_session(**session)["sessionId"]
    try:
        client.get_session(**session)
    except client.exceptions.ResourceNotFoundException as error:
        heard["errors"].append([type(error).__name__, error.response["ResponseMetadata"]["HTTPStatusCode"]])
    return heard


done = sign(*json.loads(sys.argv[2])) if sys.argv[1] == "sign" else talk(sys.argv[1])
sys.stdout.write(json.dumps(done, ensure_ascii=False))
