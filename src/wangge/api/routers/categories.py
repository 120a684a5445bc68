"""The catalogue of matters."""

from django.http import HttpResponse
from ninja import Router

from wangge.api import shapes
from wangge.api.answers import Call, answer
from wangge.api.schemas.incidents import CategoryList
from wangge.incidents import queries

router = Router(tags=["事项"])


@router.get("", response=CategoryList, summary="事项目录", operation_id="list_categories")
def list_categories(request: Call) -> HttpResponse:  # noqa: ARG001
    """在用的大类和小类，一页答完。"""
    rows = queries.everything_in_catalogue().filter(is_active=True)
    return answer({"items": [shapes.category(row) for row in rows], "next": None})
