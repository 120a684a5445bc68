"""Sealed fields: encrypted for one row, found by a blind index.

A sealed value is `key number (1 byte) ‖ nonce (12) ‖ body and tag`, sealed with `context` as
associated data; the context names the row and field, so that a value moved to another row does not
open. The key's record names the algorithm (privacy.keys). A blind index is an HMAC under a key of
its own, kept to 16 bytes.
"""

import logging
import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag

from wangge.kernel.errors import Refused
from wangge.privacy.keys import INDEX, LINK, SEAL, look_again, ring

logger = logging.getLogger(__name__)
NONCE = 12
INDEX_BYTES = 16


class Tampered(Refused, InvalidTag):
    """A sealed value was changed, or put into another row."""

    def __init__(self) -> None:
        super().__init__(
            "sealed.tampered",
            "这条信息的加密内容与所在记录不符，可能被人改动过，不能显示。请通知系统管理员核查。",
        )


def seal(value: str, context: str, keys: str = SEAL) -> bytes:
    """`value` encrypted for `context`; an empty value stays empty."""
    if not value:
        return b""
    kept = ring(keys)
    number = kept.current
    nonce = os.urandom(NONCE)
    body = kept.ciphers[number].encrypt(nonce, value.encode(), context.encode())
    return bytes((number,)) + nonce + body


def seal_all(values: Sequence[str], contexts: Sequence[str], keys: str = SEAL) -> list[bytes]:
    """`seal` for very many values, under the key of one moment."""
    kept = ring(keys)
    number, encrypt = bytes((kept.current,)), kept.ciphers[kept.current].encrypt
    noise = os.urandom(NONCE * len(values))
    sealed = []
    for at, (value, context) in enumerate(zip(values, contexts, strict=True)):
        nonce = noise[at * NONCE : at * NONCE + NONCE]
        body = encrypt(nonce, value.encode(), context.encode()) if value else None
        sealed.append(number + nonce + body if body else b"")
    return sealed


def unseal(sealed: bytes | memoryview, context: str, keys: str = SEAL) -> str:
    """The value sealed for `context`; `Tampered` when it is another's or was changed."""
    if not sealed:
        return ""
    raw = bytes(sealed)
    ciphers = ring(keys).ciphers
    if raw[0] not in ciphers:
        look_again()
        ciphers = ring(keys).ciphers
        if raw[0] not in ciphers:
            raise Refused(
                "keys.missing",
                f"密钥文件里没有 {raw[0]} 号密钥，这条信息打不开。请找回当时的 keys.json。",
            )
    nonce, body = raw[1 : 1 + NONCE], raw[1 + NONCE :]
    try:
        return ciphers[raw[0]].decrypt(nonce, body, context.encode()).decode()
    except InvalidTag as error:
        logger.critical("A sealed value does not fit its row: %s", context)
        raise Tampered from error


def blind(value: str, kind: str, keys: str = INDEX) -> bytes:
    """Equal for equal values of a kind, and tells nothing else."""
    if not value:
        return b""
    kept = ring(keys)
    return kept.macs[kept.current](f"{kind}:{value}".encode())[:INDEX_BYTES]


def blind_all(values: Sequence[str], kind: str, keys: str = INDEX) -> list[bytes]:
    """`blind` for very many values."""
    kept = ring(keys)
    digest, prefix = kept.macs[kept.current], f"{kind}:".encode()
    return [digest(prefix + value.encode())[:INDEX_BYTES] if value else b"" for value in values]


def blinds(value: str, kind: str, keys: str = INDEX) -> list[bytes]:
    """All indexes under which rows of that value may stand: several while a key is changed.

    Whoever looks a value up asks for any of them; whoever writes one uses `blind`.
    """
    if not value:
        return []
    kept = ring(keys)
    data = f"{kind}:{value}".encode()
    return [kept.macs[number](data)[:INDEX_BYTES] for number in kept.numbers]


def older_indexes(values: Iterable[str], kind: str) -> dict[bytes, bytes]:
    """The indexes under older keys, each with today's; empty unless a key is being changed."""
    if len(ring(INDEX).numbers) == 1:
        return {}
    found = (blinds(value, kind) for value in values if value)
    return {older: current for current, *olds in found for older in olds}


def lasting(value: str, kind: str) -> bytes:
    """A token made from `value` that no change of keys changes."""
    kept = ring(LINK)
    return kept.macs[kept.current](f"{kind}:{value}".encode())[:INDEX_BYTES]
