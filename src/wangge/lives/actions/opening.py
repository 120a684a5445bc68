"""A household of which nobody is on record yet: its people then come into it by their own events."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record as audit
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.text import tidy
from wangge.lives.actions.recording import lock
from wangge.lives.homes import dwelling_at
from wangge.people.models import Household, HouseholdChange, Person
from wangge.places.models import Dwelling
from wangge.posts.access import Staff

_SOURCE, _NAMED = 80, 3


@dataclass(frozen=True)
class NewHome:
    """What is told of a household nobody knew.

    `apart` are households of the same door that were looked at and are others; `sure` says so of
    all of them.
    """

    uid: UUID
    grid: int
    address: str
    kind: str = Household.Kind.FAMILY
    apart: Collection[UUID] = ()
    sure: bool = False


@transaction.atomic
def open_household(staff: Staff, told: NewHome, *, source: str, cause: UUID) -> Household:
    """Open a household behind a door of one's grid; opened twice it is one.

    Raises `Missing` outside one's reach, `Invalid` for an address without a door, `Refused` when
    a household lives there already.
    """
    lock()
    known = Household.objects.filter(uid=told.uid).first()
    if known:
        staff.require("collect", known.area_id)
        return known
    dwelling = _dwelling(staff, told)
    _refuse_double(dwelling, told)
    home = Household.objects.create(
        uid=told.uid, area_id=dwelling.area_id, dwelling=dwelling, kind=told.kind
    )
    HouseholdChange.objects.create(
        household=home, field="household", new=_("建户"), source=source[:_SOURCE], cause=cause,
        actor=staff.user,
    )  # fmt: skip
    audit("household.open", f"household:{home.uid}", actor=staff.user, area=home.area_id)
    return home


def _dwelling(staff: Staff, told: NewHome) -> Dwelling:
    staff.require("collect", told.grid)
    area = Area.objects.current().filter(code=told.grid, level=Level.GRID).defer("boundary").first()
    address = tidy(told.address).replace(" ", "")
    if area is None or not address:
        raise _invalid("grid", _("请选择所在网格并写明住址"))
    dwelling = dwelling_at(address, area, make=True)
    if dwelling is None:
        raise _invalid("address", _("住址要写到门牌：楼栋和室号，或村、路的门牌号"))
    if staff.find("collect", dwelling.area_id) is None:
        raise _invalid("address", _("这个门牌登记在别的网格，请核对住址，或请社区办理"))
    return dwelling


def _refuse_double(dwelling: Dwelling, told: NewHome) -> None:
    if told.sure:
        return
    rows = Household.objects.filter(dwelling=dwelling, until=None)
    homes = list(rows.exclude(uid__in=told.apart).order_by("pk")[:_NAMED])
    if not homes:
        return
    people = Person.objects.filter(household__in=homes, hidden="").order_by("relation", "pk")
    names = "、".join(people.values_list("name", flat=True)[:_NAMED])
    raise Refused(
        "household.duplicate",
        _("%(door)s已登记有一户（%(names)s）。是同一户请在原来那一户里改；不是同一户再登记。")
        % {"door": dwelling.address, "names": names or _("还没有登记人口")},
    )


def _invalid(field: str, detail: str) -> Invalid:
    return Invalid("household.open", f"{detail}。", (FieldFault(field, detail),))
