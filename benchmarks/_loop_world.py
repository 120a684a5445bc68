"""Set up a scratch county for `bench loop`: staff, tokens, and if asked many closed incidents."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from wangge.accounts.actions import issue_token  # noqa: E402
from wangge.accounts.models import User  # noqa: E402
from wangge.areas.actions import create_grid, init_county  # noqa: E402
from wangge.areas.models import Area  # noqa: E402
from wangge.incidents.actions.cataloguing import load_catalogue  # noqa: E402
from wangge.incidents.models import Category, DailyNumber, Incident, IncidentStep  # noqa: E402
from wangge.kernel import clock  # noqa: E402
from wangge.kernel.ids import uuid7  # noqa: E402
from wangge.kernel.text import search_text  # noqa: E402
from wangge.posts.actions import appoint  # noqa: E402
from wangge.posts.defaults import load_posts  # noqa: E402
from wangge.posts.models import Post  # noqa: E402

COMMUNITIES, BATCH = 8, 2000
POSTS = (("worker", True), ("group_leader", True), ("desk", False))


def set_up() -> dict[str, object]:
    """Eight communities with one grid and three staff each."""
    from _urls import DAYS, FIRST

    call_command("migrate", verbosity=0)
    init_county("450205")
    load_posts()
    load_catalogue()
    DailyNumber.objects.bulk_create(
        [DailyNumber(day=FIRST + timedelta(days=n)) for n in range(DAYS)]
    )
    kinds = {post.code: post for post in Post.objects.all()}
    teams = []
    for number, community in enumerate(
        Area.objects.filter(level=12).order_by("code")[:COMMUNITIES]
    ):
        grid = create_grid(community, name="第一网格", actor=None)
        team: dict[str, object] = {"grid": str(grid.code)}
        for post, in_grid in POSTS:
            user = User.objects.create(username=f"{post}{number}", name=f"{post}{number}")
            appoint(user, kinds[post], grid if in_grid else community, actor=None)
            team[post] = issue_token(user)
        team["handler"] = f"worker{number}"
        teams.append(team)
    category = Category.objects.filter(parent__isnull=False, kind="一般性").first()
    assert category
    return {"teams": teams, "category": category.code}


def fill(number: int) -> None:
    """`number` closed incidents with a history, in bulk."""
    grids = list(Area.objects.filter(level=15))
    category = Category.objects.filter(parent__isnull=False, kind="一般性").first()
    now = clock.now()
    for start in range(0, number, BATCH):
        rows = []
        for n in range(start, min(start + BATCH, number)):
            text = f"第{n}件:{n % 97}号楼道堆放杂物影响通行请处理"
            at = now - timedelta(minutes=5 * (number - n))
            rows.append(
                Incident(
                    uid=uuid7(),
                    number=f"SJ-00000000-{n:07d}",
                    title=text[:24],
                    description=text,
                    category=category,
                    kind="一般性",
                    urgency="一般",
                    source="网格员巡查",
                    state="closed",
                    level=12,
                    first_level=12,
                    area=grids[n % len(grids)],
                    found_at=at,
                    reported_at=at,
                    accept_due_at=at,
                    due_at=at + timedelta(days=7),
                    closed_at=at + timedelta(days=1),
                    request_digest="",
                    search=search_text(text),
                )
            )
        made = Incident.objects.bulk_create(rows)
        IncidentStep.objects.bulk_create(
            [
                IncidentStep(
                    incident=row,
                    version=v,
                    by="x",
                    verb=verb,
                    target="closed",
                    stage="结案",
                    level=12,
                )
                for row in made
                for v, verb in enumerate(
                    ("report", "accept", "dispatch", "handle", "verify", "close"), 1
                )
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    if sys.argv[1] == "setup":
        print(json.dumps(set_up()))
    else:
        fill(int(sys.argv[2]))
