"""Handing attachments out; who may have one is the caller's question."""

from django.http import HttpResponse

from wangge.files.actions import content_of
from wangge.files.models import StoredFile
from wangge.files.thumbs import thumbnail

DAY = 24 * 3600


def response(row: StoredFile, *, small: bool = False) -> HttpResponse:
    """The attachment, or its small picture; pictures open in the page, other files are saved."""
    is_picture = row.media_type.startswith("image/")
    if small and is_picture:
        answer = HttpResponse(thumbnail(row), content_type="image/jpeg")
    else:
        answer = HttpResponse(content_of(row), content_type=row.media_type)
    # The bytes under an id never change, but only this reader may have them.
    answer["Cache-Control"] = f"private, max-age={DAY}, immutable"
    if not is_picture:
        answer["Content-Disposition"] = "attachment"
    return answer
