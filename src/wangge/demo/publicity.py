"""What hangs and was handed out in the demo town: boards, cards, badges, and what is out by now.

The first community has everything, the second a good half, the third is beginning; afterwards one
worker's phone changes, so that there is something to reprint.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from typing import TypeVar

from PIL import Image, ImageDraw

from wangge.accounts.actions import publish_phone
from wangge.areas.actions import put_setting
from wangge.areas.models import Area
from wangge.demo.crew import Crew
from wangge.demo.ground import Ground
from wangge.demo.numbers import phone
from wangge.kernel import clock
from wangge.kernel.clock import BEIJING
from wangge.people.models import Household
from wangge.posts.access import Staff
from wangge.posts.models import Posting
from wangge.publicity import actions, queries
from wangge.publicity.models import Printing
from wangge.publicity.showing import Face, face

Kind = Printing.Kind
T = TypeVar("T")
PRINTED, CHANGED = 60, 12
"""Days ago: when everything was printed, and when a phone changed."""
SHARES = (0.93, 0.55, 0.0)
"""How many buildings of each of the first communities have a board, and households a card."""
PORTRAIT = (480, 640)
_FIRST_PHONE = 800_000
_COATS = ((38, 70, 110), (92, 54, 66), (44, 88, 82), (74, 74, 82))
_PROMISES = ("有事随时打电话，当天回话", "每周三下午在小区门口值班", "老人的事优先办")


def load_publicity(ground: Ground, crew: Crew, today: date) -> None:
    """Print, hang and hand out; then let something change."""
    rng = Random(47)
    areas = Area.objects.in_bulk(ground.communities)
    morning = datetime.combine(today, time(9, 30), BEIJING)
    with clock.at(morning - timedelta(days=PRINTED)):
        for order, (code, share) in enumerate(zip(ground.communities, SHARES, strict=False)):
            desk = crew.staff(crew.holder("desk", code) or "")
            number = phone(_FIRST_PHONE + order)
            put_setting(
                "service_phone", areas[code], number, actor=desk.user, source="社区居委会办公电话"
            )
            _introduce(desk, code, rng)
            _print(desk, face(areas[code]), share, rng)
    with clock.at(morning - timedelta(days=CHANGED)):
        worker = crew.user(crew.holder("worker", ground.grids[2].code) or "")
        publish_phone(worker, phone=phone(_FIRST_PHONE + 99), actor=worker)


def _introduce(desk: Staff, community: int, rng: Random) -> None:
    """Photos, numbers of badges and promises of everybody who works the community's grids."""
    rows = Posting.objects.at(clock.now()).select_related("user", "post", "area")
    codes = range(community, community + 1000)
    crew = rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop, slot=Posting.Slot.A)
    for row in crew.filter(post__code__in=("worker", "group_leader")).order_by("pk"):
        actions.keep_particulars(
            desk,
            row,
            phone=row.user.public_phone,
            certificate=f"LJZ-{row.user_id:04}",
            promise=rng.choice(_PROMISES),
            photo=portrait(rng),
        )


def _print(desk: Staff, found: Face, share: float, rng: Random) -> None:
    for grid in found.grids.values():
        actions.printed(desk, Kind.CARDS, found, grid, copies=300)
        actions.printed(desk, Kind.CALLS, found, grid, copies=50)
        actions.printed(desk, Kind.MAP, found, grid)
        for worker in found.crews.get(grid.code, []):
            if worker.at == grid.name and worker.slot == Posting.Slot.A:
                actions.printed(desk, Kind.BADGE, found, grid, posting=worker.posting)
        if share:
            _hand_out(desk, found, grid, share, rng)
    if share:
        actions.printed(desk, Kind.MAP, found, found.community)
        actions.hang(desk, Kind.MAP, found.community, place="居委会一楼大厅")


def _hand_out(desk: Staff, found: Face, grid: Area, share: float, rng: Random) -> None:
    """Boards at most doors, the map at a gate, cards for most households."""
    for building in _some(queries.buildings(grid), share, rng):
        actions.printed(desk, Kind.BOARD, found, grid, building=building)
        actions.hang(desk, Kind.BOARD, grid, building=building)
    actions.hang(desk, Kind.MAP, grid, place=f"{grid.name}宣传栏")
    homes = Household.objects.filter(area=grid, until=None).order_by("pk")
    actions.issue_cards(desk, grid, _some(homes.values_list("pk", flat=True), share, rng))


def _some(rows: Iterable[T], share: float, rng: Random) -> list[T]:
    return [row for row in rows if rng.random() < share]


def portrait(rng: Random) -> bytes:
    """A figure without a face: nobody in the demo is a real person."""
    wide, high = PORTRAIT
    picture = Image.new("RGB", PORTRAIT, (214, 226, 236))
    pen = ImageDraw.Draw(picture)
    skin, coat = (222, 190, 166), rng.choice(_COATS)
    pen.ellipse((40, 430, wide - 40, high + 260), fill=coat)
    pen.polygon([(200, 440), (280, 440), (240, 520)], fill=(244, 246, 248))
    pen.rectangle((205, 370, 275, 455), fill=skin)
    pen.ellipse((150, 170, 330, 410), fill=skin)
    pen.chord((140, 140, 340, 380), 180, 360, fill=(46, 40, 38))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
