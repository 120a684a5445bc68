"""Taking attachments in."""

import hashlib
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.files.models import StoredFile
from wangge.files.rules import cleaned
from wangge.kernel.errors import Refused
from wangge.kernel.text import tidy


def store(uid: UUID, content: bytes, name: str, *, owner: User | None) -> tuple[StoredFile, bool]:
    """The attachment kept under `uid`, and whether it is new; safe to send twice.

    Sent again with other content it is refused: an id names one content for ever.
    """
    given = hashlib.sha256(content).hexdigest()
    if known := StoredFile.objects.filter(uid=uid).first():
        return _repeated(known, given, owner), False
    kept, media_type = cleaned(content)  # slow: no transaction waits for it
    digest = hashlib.sha256(kept).hexdigest()
    path = path_of(digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(kept))
    row = StoredFile(
        uid=uid,
        name=tidy(name)[:120] or "file",
        media_type=media_type,
        size=len(kept),
        digest=digest,
        given=given,
        owner=owner,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same upload, sent again before the first was done
        return _repeated(StoredFile.objects.get(uid=uid), given, owner), False
    return row, True


def _repeated(known: StoredFile, given: str, owner: User | None) -> StoredFile:
    if known.given != given or known.owner_id != (owner.pk if owner else None):
        raise Refused("file.other_content", _("这个编号已有另一份文件，请换一个编号再传。"))
    return known


def path_of(digest: str) -> str:
    """Where the bytes with this SHA-256 lie."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def content_of(row: StoredFile) -> bytes:
    """The bytes of an attachment."""
    with default_storage.open(path_of(row.digest)) as stored:
        data: bytes = stored.read()
    return data
