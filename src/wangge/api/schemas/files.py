"""Attachments."""

from uuid import UUID

from wangge.api.schemas.fields import Shown


class FileOut(Shown):
    """An attachment as it is kept; `size` and `sha256` are those of the cleaned content."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
