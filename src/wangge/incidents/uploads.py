"""Photos that come with a form."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile

from wangge.accounts.models import User
from wangge.files.actions import store
from wangge.files.rules import MAX_BYTES
from wangge.incidents.actions.reporting import PHOTOS
from wangge.kernel.errors import FieldFault, Invalid


def keep(uploads: "Sequence[UploadedFile[Any]]", seed: UUID, *, owner: User | None) -> list[UUID]:
    """Store the photos of the form `seed`; `Invalid` names each that is refused.

    The id of a photo follows from the form and the content, so a form sent twice stores it once.
    """
    if len(uploads) > PHOTOS:
        raise _fault([f"最多 {PHOTOS} 张，现在选了 {len(uploads)} 张"])
    kept: list[UUID] = []
    faults: list[str] = []
    for upload in uploads:
        try:
            kept.append(_keep_one(upload, seed, owner))
        except Invalid as fault:
            faults.append(f"“{(upload.name or '')[:40]}”：{fault.message}")
    if faults:
        raise _fault(faults)
    return kept


def _keep_one(upload: "UploadedFile[Any]", seed: UUID, owner: User | None) -> UUID:
    if (upload.size or 0) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Invalid("file.too_large", f"文件超过 {limit} MB，请压缩后再传。")
    content = upload.read()
    uid = uuid5(seed, hashlib.sha256(content).hexdigest())
    store(uid, content, upload.name or "photo", owner=owner)
    return uid


def _fault(told: list[str]) -> Invalid:
    return Invalid("file.refused", "；".join(told), tuple(FieldFault("photos", t) for t in told))
