"""Estates, units, rentals, facilities and volunteers of the demo town, all of them invented.

Entered by the communities' desks with the same actions as on the screen.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from stdnum.cn.uscc import calc_check_digit

from wangge.areas.models import Area
from wangge.demo import names, numbers
from wangge.demo.crew import Crew
from wangge.demo.ground import GridGround, Ground
from wangge.kernel.codes import below
from wangge.people.models import Household, Person
from wangge.places import actions as places
from wangge.places.models import Building, Dwelling
from wangge.posts.access import Staff
from wangge.premises.actions import facilities, rentals, units
from wangge.premises.models import Facility

UNITS, RENTALS, VACANT, VOLUNTEERS = 120, 60, 110, 24
IN_ESTATE = 3
UNPLACED = 4  # of so many units one is not yet entered in its building
_FIRST_PHONE = 700_000
_TRADERS = (
    "便利店", "水果店", "理发店", "面馆", "小吃店", "五金店", "干洗店", "药房", "母婴用品店", "文具店",
    "茶叶店", "修鞋铺", "宠物店", "花店", "包子铺",
)  # fmt: skip
_COMPANIES = (
    "信息科技有限公司", "贸易有限公司", "物业管理有限公司", "餐饮管理有限公司", "文化传播有限公司",
    "企业管理咨询有限公司", "建筑装饰工程有限公司",
)  # fmt: skip
_SOCIAL = ("社区公益服务社", "为老服务中心", "青少年活动促进会", "商户联合会")
_SCHOOLS = ("幼儿园", "小学", "初级中学")
_VENUES = ("棋牌室", "健身房", "网吧", "停车场")
_OFFICES = ("税务所", "市场监管所", "社区卫生服务站")
_MIX = (
    ("02", _TRADERS, 62), ("01", _COMPANIES, 36), ("03", _SOCIAL, 8), ("06", _SCHOOLS, 5),
    ("07", _VENUES, 6), ("05", _OFFICES, 3),
)  # fmt: skip
_PREFIX = {"01": "91", "02": "92", "03": "52", "05": "12", "06": "12", "07": "91"}
_LUCKY = "祥瑞和顺福安兴隆嘉惠康宁永盛鑫源润丰"


def load_premises(ground: Ground, crew: Crew, today: date) -> None:
    """Enter everything that stands in the town's grids beside homes and residents."""
    rng = Random(11)
    desks = {grid.code: _desk(crew, grid) for grid in ground.grids}
    areas = {row.code: row for row in Area.objects.defer("boundary").filter(code__in=desks)}
    _estates(ground, desks)
    _vacant(desks, rng)
    _units(ground, desks, areas, today, rng)
    _rentals(desks, today, rng)
    _facilities(ground, desks, areas, rng)
    _volunteers(ground, desks, rng)


def _happens(rng: Random, share: float) -> bool:
    return rng.random() < share


def _desk(crew: Crew, grid: GridGround) -> Staff:
    name = crew.holder("desk", grid.code) or crew.holder("secretary", grid.code)
    if name is None:
        raise LookupError(grid.code)
    return crew.staff(name)


def _estates(ground: Ground, desks: dict[int, Staff]) -> None:
    """Houses of one lane are an estate under one management."""
    lanes: dict[tuple[int, str], list[Building]] = defaultdict(list)
    codes = {grid.code: grid.community for grid in ground.grids}
    for row in Building.objects.filter(area__in=codes).order_by("pk"):
        if row.address.endswith("弄"):
            lanes[codes[row.area_id], row.address].append(row)
    for number, ((community, lane), rows) in enumerate(sorted(lanes.items())):
        if len(rows) < IN_ESTATE:
            continue
        desk = desks[rows[0].area_id]
        estate = places.create_estate(
            desk,
            Area.objects.get(code=community),
            name=f"{lane}小区",
            manager=f"{_LUCKY[number % len(_LUCKY)]}居物业服务有限公司",
        )
        for row in rows:
            places.edit_building(
                desk, row.uid, version=row.version, estate=estate, address=row.address,
                name=row.name, use="residential", floors=row.floors, lon=row.lon, lat=row.lat,
                given={"built_year": str(1984 + number % 30)},
            )  # fmt: skip


def _vacant(desks: dict[int, Staff], rng: Random) -> None:
    """Most homes without residents are known to be empty; the rest are still to be visited."""
    lived_in = Household.objects.filter(until=None).values("dwelling")
    rows = list(Dwelling.objects.filter(area__in=desks).exclude(pk__in=lived_in).order_by("pk"))
    for row in rng.sample(rows, min(VACANT, len(rows))):
        places.edit_dwelling(
            desks[row.area_id], row.uid, version=row.version, given={"occupancy": "vacant"}
        )


def _units(
    ground: Ground, desks: dict[int, Staff], areas: dict[int, Area], today: date, rng: Random
) -> None:
    houses = [(grid, house) for grid in ground.grids for house in grid.houses]
    rows = {
        (row.area_id, row.address, row.name): row for row in Building.objects.filter(area__in=desks)
    }
    for number, (kind, ending) in enumerate(_kinds(rng)):
        grid, house = rng.choice(houses)
        owner = names.surname(rng) + names.given_name(rng, man=_happens(rng, 0.6), year=1975)
        title = "".join(rng.sample(_LUCKY, 2)) + ending
        trader = kind == "02"
        units.create(
            desks[grid.code], areas[grid.code], kind=kind, credit_code=_credit_code(kind, number),
            building=rows[grid.code, house.address, house.name] if number % UNPLACED else None,
            name=title if trader else f"上海{title}",
            address=f"{house.address}{house.name}{'底商' if trader else ''}", legal_person=owner,
            staff_count=rng.randint(1, 6) if trader else rng.randint(4, 160),
            hazard=rng.choice(("00",) * 9 + ("02", "01", "04")),
            attention=rng.choice(("03",) * 8 + ("02", "01")),
            opened_on=today - timedelta(days=rng.randint(60, 5000)),
            closed_on=today - timedelta(days=9) if _happens(rng, 0.04) else None,
            given={"party_body": "1" if not trader and _happens(rng, 0.3) else "0"},
            contacts={"legal": {"phone": numbers.phone(_FIRST_PHONE + number)}},
        )  # fmt: skip


def _kinds(rng: Random) -> Iterator[tuple[str, str]]:
    total = sum(weight for _kind, _endings, weight in _MIX)
    for kind, endings, weight in _MIX:
        for _ in range(UNITS * weight // total):
            yield kind, rng.choice(endings)


def _credit_code(kind: str, number: int) -> str:
    """A code of no real body: its division 990101 does not exist."""
    body = f"{_PREFIX[kind]}990101{number:08d}0"
    return body + str(calc_check_digit(body))


def _rentals(desks: dict[int, Staff], today: date, rng: Random) -> None:
    floating = Person.objects.filter(residence=Person.Residence.FLOATING, area__in=desks)
    homes = Dwelling.objects.filter(households__members__in=floating).distinct().order_by("pk")
    chosen = rng.sample(list(homes), min(RENTALS, len(homes)))
    for number, home in enumerate(chosen):
        begun = today - timedelta(days=rng.randint(20, 360))
        landlord = names.surname(rng) + names.given_name(rng, man=_happens(rng, 0.5), year=1968)
        born = date(1960 + number % 30, 1 + number % 12, 1 + number % 28)
        rentals.create(
            desks[home.area_id], home.uid, landlord_name=landlord,
            landlord_phone=numbers.phone(_FIRST_PHONE + UNITS + number),
            landlord_id=numbers.id_number(_FIRST_PHONE + number, born, man=number % 2 == 0),
            lease_from=begun, lease_to=begun + timedelta(days=365),
            filing_number=f"备{begun.year}-{number:04d}" if _happens(rng, 0.7) else "",
            pledged_on=begun if _happens(rng, 0.8) else None,
            hazard=rng.choice(("00",) * 8 + ("02",)),
            given={"rent": str(rng.randint(25, 90) * 100), "fire_equipment": "灭火器 1 具"},
        )  # fmt: skip


def _facilities(
    ground: Ground, desks: dict[int, Staff], areas: dict[int, Area], rng: Random
) -> None:
    for grid in ground.grids:
        desk, area = desks[grid.code], areas[grid.code]
        spots = [house for house in grid.houses if house.lon]
        for number in range(1, 3):
            spot = rng.choice(spots) if spots else None
            where = {"address": spot.address, "lon": spot.lon, "lat": spot.lat} if spot else {}
            facilities.create(
                desk, area, kind="fire", name=f"{grid.roads[0]}消火栓{number}号", keeper="街道城运中心",
                state="damaged" if _happens(rng, 0.1) else "sound", **where,
            )  # fmt: skip
        facilities.create(
            desk, area, kind="lighting", name=f"{grid.roads[0]}路灯组", owner="区路灯管理所"
        )
    for code in _first_grids(ground):
        desk, area = desks[code], areas[code]
        facilities.create(
            desk, area, kind="venue", name="邻里活动室", capacity="40 人", shared=True
        )
        facilities.create(
            desk, area, kind="equipment", name="应急抽水泵", capacity="2 台", shared=True
        )
        facilities.create(desk, area, kind="team", name="平安志愿队", shared=True)


def _first_grids(ground: Ground) -> list[int]:
    """One grid of each community."""
    return list({grid.community: grid.code for grid in reversed(ground.grids)}.values())


def _volunteers(ground: Ground, desks: dict[int, Staff], rng: Random) -> None:
    for code in _first_grids(ground):
        desk = desks[code]
        team = Facility.objects.get(area=code, kind="team")
        community = below(code - code % 1000)
        people = Person.objects.filter(
            area_id__gte=community.start, area_id__lt=community.stop,
            birth_date__year__range=(1950, 1998), hidden="",
        ).order_by("pk")  # fmt: skip
        for person in rng.sample(list(people), min(VOLUNTEERS // 4, len(people))):
            facilities.enlist(
                desk, person.uid, team=team, role=rng.choice(("volunteer", "volunteer", "activist")),
                skills=rng.choice(("电工", "医护", "调解", "文艺", "")),
            )  # fmt: skip
