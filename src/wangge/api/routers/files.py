"""Taking attachments in."""

from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from wangge.api import shapes
from wangge.api.answers import Call, answer
from wangge.api.problems import TooLarge, Unreadable
from wangge.api.schemas.files import FileOut
from wangge.files.actions import store
from wangge.files.rules import MAX_BYTES

router = Router(tags=["附件"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": _BINARY, "multipart/form-data": _FORM},
    },
    "parameters": [
        {
            "in": "header",
            "name": "X-File-Name",
            "description": "文件名，按 UTF-8 百分号编码",
            "schema": {"type": "string", "maxLength": 600},
            "required": False,
        }
    ],
}


@router.put(
    "/{uid}",
    response={200: FileOut, 201: FileOut},
    summary="上传附件",
    operation_id="put_file",
    openapi_extra=_BODY,
)
def put_file(request: Call, uid: UUID) -> HttpResponse:
    """JPG、PNG、WebP 图片或 PDF，最大 10 MB；内容即请求体，或表单的 file 字段。

    图片去除拍摄信息后保存；重发同样内容不会重复，编号相同而内容不同答 409。
    """
    content, name = _uploaded(request)
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        told = _("文件超过 %(limit)d MB，请压缩后再传。") % {"limit": limit}
        raise TooLarge("file.too_large", told)
    row, created = store(uid, content, name, owner=request.auth.user)
    return answer(shapes.stored_file(row), 201 if created else 200)


def _uploaded(request: Call) -> tuple[bytes, str]:
    """The bytes and their name, whichever way they were sent."""
    if request.content_type != "multipart/form-data":
        return request.body, _name(request.headers.get("X-File-Name", ""))
    _fields, files = request.parse_file_upload(request.META, request)
    sent = files.get("file")
    if sent is None:
        raise Unreadable("file.missing", _("表单里没有名为 file 的文件。"))
    return sent.read(), sent.name or ""


def _name(header: str) -> str:
    return unquote(header, errors="replace")[:120]
