"""A small community with buildings, homes and people, and plans for its grids."""

from datetime import date, datetime, timedelta

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling
from wangge.redivision.actions.approving import approve
from wangge.redivision.actions.planning import choose, draft_plan, publish
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant

WEST, SOUTH, STEP = 109.41, 24.36, 0.004
DAY = date(2026, 12, 1)
MORNING = datetime(2026, 12, 1, 0, 5, tzinfo=clock.BEIJING)


def band(left, right):
    """The ground from one building's place to another's, as a boundary."""
    west, east = WEST + left * STEP, WEST + right * STEP
    ring = [[west, SOUTH], [east, SOUTH], [east, SOUTH + STEP], [west, SOUTH + STEP], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [ring]}


def make_building(area, at, homes=1, people=2, stairs=1):
    """A building in the place `at` of the row, with homes, a household each, and people."""
    building = Building.objects.create(
        area=area, address="白沙路", name=f"{at}号楼",
        lon=WEST + (at + 0.5) * STEP, lat=SOUTH + STEP / 2,
    )  # fmt: skip
    for door in range(homes):
        stair = f"{door % stairs + 1}单元"
        dwelling = Dwelling.objects.create(
            building=building, area=area, unit=stair, room=f"{door}", address=f"{building}{door}"
        )
        home = Household.objects.create(area=area, dwelling=dwelling)
        for _member in range(people):
            Person.objects.create(area=area, household=home, name="何小满")
    return building


def make_plan(world, grids, part, *, who="liu", name="重新划分"):
    """A draft with one variant: `grids` are (number, name, continued area, boundary)."""
    staff = world.staff(who)
    plan = draft_plan(staff, world.community, name=name)
    variant = Variant.objects.create(plan=plan, label="方案一", part=part)
    for number, title, continues, boundary in grids:
        PlannedGrid.objects.create(
            variant=variant, number=number, name=title, continues=continues, boundary=boundary
        )
    return plan, variant


def approved(world, plan, variant, *, day=DAY, who="chen"):
    """The plan published, the variant chosen and approved by the secretary."""
    desk = world.staff("liu")
    if plan.state == "draft":
        plan = publish(desk, plan.uid, version=plan.version)
    plan = choose(desk, plan.uid, variant.uid, version=plan.version)
    return approve(world.staff(who), plan.uid, version=plan.version, takes_effect=day)


def fresh(plan):
    return DivisionPlan.objects.get(pk=plan.pk)


def grids_of(world):
    """Today's grids of the community, the first number first."""
    return list(
        Area.objects.current().under(world.community.code).filter(level=15).order_by("code")
    )


def on(day=DAY, hours=1):
    """Time stands at an hour of the day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock.BEIJING)
    return clock.at(midnight + timedelta(hours=hours))
