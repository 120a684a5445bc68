"""Residents' private links: made from the incident's id by a key of the installation.

A report that is sent twice gets the same link both times, and a resident who has lost it gets it
back with the receipt number and phone; nothing that opens a page is stored.
"""

import base64
import hashlib
from uuid import UUID

from wangge.privacy.sealing import lasting


def link_of(uid: UUID) -> str:
    """The token of the incident's private link (128 bits; ASVS 11.5.1)."""
    return base64.urlsafe_b64encode(lasting(str(uid), "incident-link")).rstrip(b"=").decode()


def digest_of(link: str) -> str:
    """What is stored of a link; empty for an empty one."""
    return hashlib.sha256(link.encode()).hexdigest() if link else ""
