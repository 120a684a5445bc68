"""The JSON API under /api/v1."""

from wangge.api.auth import Bearer
from wangge.api.document import DocumentedAPI
from wangge.api.parsing import StrictParser
from wangge.api.problems import handle_problems
from wangge.api.routers import (
    areas,
    categories,
    files,
    incidents,
    me,
    people,
    places,
    premises,
    sync,
    tokens,
    visits,
)

DESCRIPTION = (
    "网格平台的接口。先用 POST /tokens 取得令牌；列表都是 {items, next}，把 next 作为 cursor 取下一页；"
    "时间写作 2026-01-31T09:30:00+08:00；出错时答 application/problem+json。"
)

# No page of documentation: the framework's fetches its script from a foreign host.
api = DocumentedAPI(
    title="网格 Wangge",
    version="1",
    description=DESCRIPTION,
    auth=Bearer(),
    parser=StrictParser(),
    docs_url=None,
    urls_namespace="api",
)
handle_problems(api)
api.add_router("/tokens", tokens.router)
api.add_router("/me", me.router)
api.add_router("/areas", areas.router)
api.add_router("/categories", categories.router)
api.add_router("/incidents", incidents.router)
api.add_router("/files", files.router)
api.add_router("/people", people.router)
api.add_router("/buildings", places.router)
api.add_router("/premises", premises.router)
api.add_router("/visits", visits.router)
api.add_router("/patrols", visits.patrols)
api.add_router("/sync", sync.router)
api.add_router("/rentals", premises.rentals)
