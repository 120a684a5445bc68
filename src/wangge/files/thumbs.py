"""Small pictures for lists, made on first use."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from wangge.files.actions import content_of
from wangge.files.models import StoredFile

LONGEST = 320


def thumbnail(row: StoredFile) -> bytes:
    """The picture within 320 pixels, as JPEG."""
    path = f"thumbs/{row.digest[:2]}/{row.digest}.jpg"
    if default_storage.exists(path):
        with default_storage.open(path) as stored:
            kept: bytes = stored.read()
        return kept
    with Image.open(io.BytesIO(content_of(row))) as picture:
        picture.draft("RGB", (LONGEST, LONGEST))
        small = picture.convert("RGB")
        small.thumbnail((LONGEST, LONGEST))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=80)
    default_storage.save(path, ContentFile(out.getvalue()))
    return out.getvalue()
