"""Sealed fields: encrypted for one row, found by a blind index.

A sealed value is `key number (1 byte) ‖ nonce (12) ‖ AES-256-GCM(value, aad=context)`; the context
names the row and field, so that a value moved to another row does not open. The blind index is
HMAC-SHA256 under a key of its own, kept to 16 bytes.
"""

import base64
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
INDEX = 16


class Keyring(NamedTuple):
    """The installation's keys; `current` seals, all of them open."""

    current: int
    ciphers: dict[int, AESGCM]
    blind: bytes


@cache
def keyring() -> Keyring:
    """The keys from `keys.json` beside the data, made on first use."""
    path = Path(settings.DATA_DIR) / "keys.json"
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text(encoding="ascii"))
    ciphers = {int(n): AESGCM(base64.b64decode(key)) for n, key in kept["seal"].items()}
    return Keyring(kept["current"], ciphers, base64.b64decode(kept["blind"]))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {
        "current": 1,
        "seal": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "blind": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(fresh), encoding="ascii")
    try:
        os.link(draft, path)  # whoever is first wins; the others read that one
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def seal(value: str, context: str) -> bytes:
    """`value` encrypted for `context`; an empty value stays empty."""
    if not value:
        return b""
    keys = keyring()
    nonce = os.urandom(NONCE)
    body = keys.ciphers[keys.current].encrypt(nonce, value.encode(), context.encode())
    return bytes([keys.current]) + nonce + body


def unseal(sealed: bytes | memoryview, context: str) -> str:
    """The value sealed for `context`; cryptography.exceptions.InvalidTag when tampered with."""
    if not sealed:
        return ""
    raw = bytes(sealed)
    cipher = keyring().ciphers[raw[0]]
    return cipher.decrypt(raw[1 : 1 + NONCE], raw[1 + NONCE :], context.encode()).decode()


def blind(value: str, kind: str) -> bytes:
    """Equal for equal values of a kind, and tells nothing else."""
    if not value:
        return b""
    return hmac.digest(keyring().blind, f"{kind}:{value}".encode(), "sha256")[:INDEX]
