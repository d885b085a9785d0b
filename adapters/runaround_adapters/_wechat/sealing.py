"""Signs messages, and seals them where the account is in safe mode: AES-256-CBC under the account's EncodingAESKey.

Source: 消息加解密说明 (developers.weixin.qq.com), and the platform's sample code WXBizMsgCrypt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field
from importlib.util import find_spec

from runaround.errors import WrongShape

__all__ = ["Sealer", "can_seal", "is_sealing_key", "sign"]

_BLOCK = 32
_RANDOM = 16
_SIZE = 4


def sign(*parts: str) -> str:
    """Return the signature of `parts`, whatever their order."""
    # The platform's choice; it proves where a message is from to those who know the token.
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def can_seal() -> bool:
    """Whether the package is there that sealing needs."""
    return find_spec("cryptography") is not None


def is_sealing_key(key: str) -> bool:
    """Whether `key` is an EncodingAESKey: 43 characters, 32 bytes in base64 without its last sign."""
    try:
        return len(key) == 43 and len(base64.b64decode(f"{key}=", validate=True)) == 32
    except binascii.Error:
        return False


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens messages of one account. Its `repr` shows no secret."""

    token: str = field(repr=False)
    key: str = field(repr=False)
    app_id: str = ""

    def seal(self, text: str) -> str:
        """Return a message sealed, in base64."""
        content = text.encode()
        plain = secrets.token_bytes(_RANDOM) + struct.pack("!I", len(content)) + content + self.app_id.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        return base64.b64encode(self._run(plain + bytes([padding]) * padding, is_sealing=True)).decode()

    def open(self, sealed: str, signature: str, *signed: str) -> bytes:
        """Return what was sealed; `signed`: time and nonce. Raises WrongShape as the end of a sentence."""
        if not hmac.compare_digest(signature.encode(), sign(self.token, sealed, *signed).encode()):
            msg = "is sealed, and its MsgSignature is wrong: the bot has another token"
            raise WrongShape(msg)
        try:
            plain = self._run(base64.b64decode(sealed, validate=True), is_sealing=False)
            plain = plain[: -plain[-1]]
            (size,) = struct.unpack("!I", plain[_RANDOM : _RANDOM + _SIZE])
        except (ValueError, IndexError, struct.error) as error:
            msg = "is sealed in a way that cannot be opened"
            raise WrongShape(msg) from error
        content, app_id = plain[_RANDOM + _SIZE :][:size], plain[_RANDOM + _SIZE :][size:]
        if app_id != self.app_id.encode():
            msg = "is sealed with another key, or for another app_id"
            raise WrongShape(msg)
        return content

    def _run(self, data: bytes, *, is_sealing: bool) -> bytes:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        key = base64.b64decode(f"{self.key}=")
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:_RANDOM]))
        runner = cipher.encryptor() if is_sealing else cipher.decryptor()
        return runner.update(data) + runner.finalize()
