"""Requests that are signed for AWS, by the test vectors that AWS has published (aws-sig-v4-test-suite)."""

from datetime import UTC, datetime

import pytest

from runaround_adapters._lex.signing import AwsKey, sign
from runaround_adapters._net.requests import Outgoing

AT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwt"
    "hAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXA"
    "kiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TRIM = {"My-Header1": " value1", "My-Header2": ' "a   b   c"'}
VECTORS = {
    "get-vanilla": ("GET", "/", {}, b"", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "get-vanilla-query-order-key-case": (
        "GET", "/?Param2=value2&Param1=value1", {}, b"", "",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    "get-utf8": ("GET", "/ሴ", {}, b"", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    "get-header-value-trim": (
        "GET", "/", TRIM, b"", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    ),
    "post-vanilla": ("POST", "/", {}, b"", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    "post-x-www-form-urlencoded": (
        "POST", "/", FORM, b"Param1=value1", "", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ),
    "post-sts-header-before": (
        "POST", "/", {}, b"", TOKEN, "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    ),
}  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_a_published_request_gets_its_published_signature(vector) -> None:
    method, path, headers, content, token, expected = vector
    outgoing = Outgoing(method, f"https://example.amazonaws.com{path}", tuple(headers.items()), content, "")
    key = AwsKey("AKIDEXAMPLE", SECRET, region="us-east-1", service="service", token=token)

    signed = dict(sign(outgoing, key=key, at=AT).headers)

    names = sorted(["host", "x-amz-date", *map(str.lower, headers), *(["x-amz-security-token"] if token else [])])
    credential = "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={';'.join(names)}, Signature={expected}"
    assert (authorization, "20150830T123600Z") == (signed["Authorization"], signed["X-Amz-Date"])


def test_a_key_shows_nothing_of_itself() -> None:
    assert SECRET not in repr(AwsKey("AKIDEXAMPLE", SECRET, region="us-east-1", service="lex", token=TOKEN))
