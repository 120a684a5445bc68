"""Identifiers made by whoever creates a row."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new RFC 9562 version 7 identifier: sorted by creation time, safe to make offline."""
    stamp = time.time_ns() // 1_000_000
    tail = secrets.randbits(74)
    value = stamp << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    return UUID(int=value)
