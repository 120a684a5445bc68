"""Set up a scratch county for `bench sync`: many workers, their homes, one large grid; and count."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from wangge.accounts.actions import issue_token  # noqa: E402
from wangge.accounts.models import User  # noqa: E402
from wangge.areas.actions import create_grid, init_county  # noqa: E402
from wangge.areas.models import Area  # noqa: E402
from wangge.incidents.actions.cataloguing import load_catalogue  # noqa: E402
from wangge.incidents.models import Category, DailyNumber, Incident  # noqa: E402
from wangge.kernel import clock  # noqa: E402
from wangge.kernel.ids import uuid7  # noqa: E402
from wangge.people.finding import tokens  # noqa: E402
from wangge.people.intake.writing import phones_of  # noqa: E402
from wangge.people.models import Household, Person, Phone  # noqa: E402
from wangge.places.models import Building, Dwelling  # noqa: E402
from wangge.posts.actions import appoint  # noqa: E402
from wangge.posts.defaults import load_posts  # noqa: E402
from wangge.posts.models import Post  # noqa: E402
from wangge.privacy.sealing import blind, seal  # noqa: E402
from wangge.sync.models import Op, SyncConflict  # noqa: E402
from wangge.visits.models import Journal, Patrol, Visit  # noqa: E402

HOMES, MEMBERS = 5, 3  # of each worker
LARGE = 500  # households of the grid whose first pull is measured


def set_up(devices: int) -> dict[str, Any]:
    """A grid for every ten workers, and one of five hundred households."""
    call_command("migrate", verbosity=0)
    init_county("450205")
    load_posts()
    load_catalogue()
    today = clock.today()
    DailyNumber.objects.get_or_create(day=today)
    worker = Post.objects.get(code="worker")
    communities = list(Area.objects.filter(level=12).order_by("code"))
    told = []
    for first in range(0, devices, 10):
        number = first // 10
        community = communities[number % len(communities)]
        grid = create_grid(community, name=f"第{number + 1}网格", actor=None)
        homes = _homes(grid, 10 * HOMES, number)
        for at in range(min(10, devices - first)):
            mine = homes[at * HOMES : (at + 1) * HOMES]
            token = _worker(f"w{first + at}", worker, grid)
            told.append({"token": token, "grid": str(grid.code), "homes": mine})
    large = create_grid(communities[-1], name="大网格", actor=None)
    _homes(large, LARGE, 9999)
    category = Category.objects.filter(
        parent__isnull=False, kind="一般性", photo_required=False
    ).first()
    assert category
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "devices": told,
        "category": category.code,
        "large": _worker("large", worker, large),
    }


def _worker(name: str, post: Post, grid: Area) -> str:
    user = User.objects.create(username=name, name=name)
    appoint(user, post, grid, actor=None)
    return issue_token(user)


def _homes(grid: Area, count: int, number: int) -> list[dict[str, Any]]:
    """Households with their members in one building; the uids of both."""
    building = Building.objects.create(area=grid, address=f"锦绣路{number}号", name="1栋")
    dwellings = Dwelling.objects.bulk_create(
        [
            Dwelling(
                building=building, area=grid, unit=f"{at % 4 + 1}单元", room=f"{at + 100}",
                address=f"锦绣路{number}号1栋{at % 4 + 1}单元{at + 100}室",
            )
            for at in range(count)
        ]
    )  # fmt: skip
    rows = Household.objects.bulk_create(
        [Household(area=grid, dwelling=dwelling) for dwelling in dwellings]
    )
    people = Person.objects.bulk_create(
        [_person(row, number * 10_000 + at * MEMBERS + n, n) for at, row in enumerate(rows)
         for n in range(MEMBERS)]
    )  # fmt: skip
    Phone.objects.bulk_create(
        [
            Phone(person_id=key, rank=rank, sealed=sealed, index=index, tail=tail, hint=hint)
            for n, row in enumerate(people)
            for key, rank, sealed, index, tail, hint in phones_of(
                row.pk, row.uid, [f"12{number:04}{n:05}"]
            )
        ]
    )
    return [
        {
            "household": str(row.uid),
            "people": [str(one.uid) for one in people[at * MEMBERS : (at + 1) * MEMBERS]],
        }
        for at, row in enumerate(rows)
    ]


def _person(home: Household, n: int, place: int) -> Person:
    uid = uuid7()
    born = date(1950 + n % 60, n % 12 + 1, n % 28 + 1)
    number = f"99{n % 10_000:04}{born:%Y%m%d}{n % 1000:03}0"
    name = (
        "王李张刘陈杨黄赵"[n % 8] + "伟芳娜敏静丽强磊"[n // 8 % 8] + "军洋勇艳杰娟涛明"[n // 64 % 8]
    )
    assert home.dwelling
    address = home.dwelling.address
    now = clock.now()
    return Person(
        uid=uid, area=home.area, household=home, name=name, sex=str(n % 2 + 1), birth_date=born,
        relation=("02", "10", "20")[place], id_type="111", id_sealed=seal(number, f"person:{uid}:id_number"),
        id_index=blind(number, "id_number"), id_state="valid", ethnicity="01",
        registered_address=address, living_address=address, residence="registered", status="present",
        search=tokens(name, address), created_at=now, changed_at=now,
    )  # fmt: skip


def count() -> dict[str, int]:
    """What reached the server."""
    return {
        "ops": Op.objects.count(),
        "refused": Op.objects.filter(result="refused").count(),
        "visits": Visit.objects.count(),
        "incidents": Incident.objects.count(),
        "patrols": Patrol.objects.count(),
        "journals": Journal.objects.count(),
        "edited": Person.objects.filter(facts__workplace__startswith="单位").count(),
        "conflicts": SyncConflict.objects.count(),
    }


def main(words: Sequence[str]) -> None:
    """`setup N` or `count`."""
    print(json.dumps(set_up(int(words[1])) if words[0] == "setup" else count()))


if __name__ == "__main__":
    main(sys.argv[1:])
