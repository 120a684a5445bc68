"""Reading events: what was told of a person, what can be told now, who came and was not met."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.areas import queries as areas
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.text import tidy
from wangge.lives import access, rules
from wangge.lives.homes import dwelling_at
from wangge.lives.models import HandOver, LifeEvent, LifePart
from wangge.people import access as people_access
from wangge.people import households
from wangge.people.finding import matching
from wangge.people.models import Household, PastMembership, Person
from wangge.people.rules import ADULT, age
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_name


@dataclass(frozen=True)
class Offer:
    """An event that can be told of the person now."""

    kind: str
    label: str
    text: Any
    icon: str


_OFFERS: dict[str, tuple[Any, str]] = {
    rules.BIRTH: (_("孩子出生，登记到本户"), "baby-carriage"),
    rules.ADOPT: (_("收养辖区内已建档的孩子"), "heart-handshake"),
    rules.MARRIAGE: (_("双方婚姻状况一起改，可以并到一户"), "heart"),
    rules.DIVORCE: (_("双方婚姻状况一起改"), "switch-horizontal"),
    rules.MOVE_OUT: (_("离开本县，房屋腾空"), "truck-delivery"),
    rules.REHOUSE: (_("搬到本县另一处住房，网格随房屋变"), "home-2"),
    rules.SPLIT: (_("从本户分出，另立一户"), "git-branch"),
    rules.JOIN: (_("并入另一户"), "arrow-merge"),
    rules.HEAD: (_("由此人担任户主，重算各人关系"), "id"),
    rules.REGISTER: (_("户籍地址或居住类型变了"), "file-certificate"),
    rules.LOST: (_("联系不上，下落不明"), "user-question"),
    rules.FOUND: (_("又联系上了"), "phone"),
    rules.RETURN: (_("迁出后又回来居住"), "arrow-back-up"),
    rules.DEATH: (_("停用标签，结束户内身份"), "archive"),
}


def offers(staff: Staff, person: Person) -> list[Offer]:
    """The events that make sense for the person in this state, for somebody who may tell them."""
    if staff.find("collect", person.area_id) is None:
        return []
    fitting = _fitting(person)
    return [
        Offer(kind, rules.KINDS[kind], *_OFFERS[kind])
        for kind in rules.OF_STATUS[person.status]
        if kind in fitting
    ]


def is_offered(staff: Staff, person: Person, kind: str) -> bool:
    """Whether this event can be told of the person now."""
    return any(offer.kind == kind for offer in offers(staff, person))


def _fitting(person: Person) -> set[str]:
    found = set(rules.OF_STATUS[person.status])
    married = person.facts.get("marital") in rules.IN_MARRIAGE
    found.discard(rules.MARRIAGE if married else rules.DIVORCE)
    years = age(person.birth_date, clock.today()) if person.birth_date else ADULT
    if years < ADULT:
        found -= {rules.MARRIAGE, rules.ADOPT}
    if years < rules.PARENT_LEAST or person.household_id is None:
        found -= {rules.BIRTH, rules.ADOPT}
    alone = person.household_id is None or households.current(person.household_id).count() < 2  # noqa: PLR2004 -- the person and another
    if alone:
        found -= {rules.SPLIT, rules.HEAD}
    if person.relation == "02":
        found.discard(rules.HEAD)
    return found


def header(staff: Staff, person: Person) -> dict[str, Any]:
    """What the pages of a resident's file say at their top."""
    rows = people_access.visible(staff).select_related("area", "household").defer("area__boundary")
    row = rows.get(pk=person.pk)
    return {
        "id": row.uid,
        "name": shown_name(staff, row),
        "area": row.area,
        "status": row.get_status_display(),
        "is_dead": row.status == Person.Status.DECEASED,
        "is_here": row.status == Person.Status.PRESENT,
        "household": row.household.uid if row.household else None,
    }


def history(staff: Staff, person: Person) -> list[dict[str, Any]]:
    """The events of the person, newest first, with who else was concerned."""
    parts = LifePart.objects.filter(person=person).values("event")
    rows = LifeEvent.objects.filter(pk__in=parts).select_related(
        "actor", "undoes", "undone_by", "person"
    )
    return [
        {
            "uid": row.uid,
            "on": row.on,
            "at": row.at,
            "kind": row.kind,
            "label": _label(row),
            "source": row.source,
            "by": row.actor.name,
            "post": row.post,
            "who": _names(staff, row),
            "is_undone": hasattr(row, "undone_by"),
            "may_undo": _may_undo(staff, row),
        }
        for row in rows.prefetch_related("parts__person").order_by("-on", "-pk")
    ]


def _label(row: LifeEvent) -> str:
    label = rules.KINDS[row.kind]
    return f"{label}“{rules.KINDS[row.undoes.kind]}”" if row.undoes else label


def _names(staff: Staff, row: LifeEvent) -> str:
    people = [part.person for part in row.parts.all()]
    return "、".join(shown_name(staff, each) for each in people)


def shown_name(staff: Staff, person: Person) -> str:
    """The name as this reader sees it."""
    return person.name if people_access.is_close(staff, person) else mask_name(person.name)


def _may_undo(staff: Staff, row: LifeEvent) -> bool:
    """Whether nothing was built upon the event, as far as its own rows tell."""
    if row.kind == rules.UNDO or hasattr(row, "undone_by"):
        return False
    versions = row.before.get("versions", {})
    people = {str(part.person.pk): part.person for part in row.parts.all()}
    same = all(people[pk].version == seen for pk, seen in versions.items() if pk in people)
    return same and staff.find("collect", row.area_id) is not None


def memberships(person: Person) -> list[dict[str, Any]]:
    """The households the person belonged to, the last first."""
    rows = PastMembership.objects.filter(person=person).select_related("household__dwelling")
    return [
        {
            "household": row.household.uid,
            "relation": row.relation,
            "since": row.since,
            "until": row.until,
        }
        for row in rows
    ]


def waiting(staff: Staff) -> "QuerySet[HandOver]":
    """Who came to one's areas from elsewhere and was not met yet, the oldest first."""
    rows = access.open_hand_overs(staff).select_related("area", "event__area", "event__actor")
    rows = rows.defer("area__boundary", "event__area__boundary")
    return rows.prefetch_related("event__parts__person").order_by("pk")


def waiting_count(staff: Staff) -> int:
    """How many of them there are."""
    return access.open_hand_overs(staff).count()


def arrivals(staff: Staff) -> list[dict[str, Any]]:
    """The same with the people of each, for a list."""
    return [
        {
            "pk": row.pk,
            "on": row.event.on,
            "at": row.event.at,
            "from": row.event.area.full_name,
            "to": row.area.full_name,
            "by": row.event.actor.name,
            "post": row.event.post,
            "people": [
                {"id": part.person.uid, "name": shown_name(staff, part.person)}
                for part in row.event.parts.all()
                if part.person.area_id == row.area_id
            ],
        }
        for row in waiting(staff)
    ]


@dataclass(frozen=True)
class Choice:
    """Somebody, or a household, to choose from."""

    uid: UUID
    label: str
    household: UUID | None = None


def candidates(staff: Staff, text: str, *, but: Person | None = None) -> list[Choice]:
    """People in reach to collect whose name, initials or phone's end is `text`, at most twenty."""
    if len(text.strip()) < 2:  # noqa: PLR2004 -- one character finds everybody
        return []
    rows = people_access.visible(staff).filter(staff.reach("area_id", "collect"))
    rows = rows.filter(matching(text), status=Person.Status.PRESENT)
    found = rows.exclude(pk=but.pk if but else 0).select_related("household").order_by("pk")[:20]
    return [
        Choice(row.uid, _shown(staff, row), row.household.uid if row.household else None)
        for row in found
    ]


def _shown(staff: Staff, row: Person) -> str:
    born = f"{row.birth_date:%Y-%m-%d}" if row.birth_date else gettext("生日未填")
    return f"{shown_name(staff, row)}（{born}，{row.living_address or gettext('住址未填')}）"


def homes_near(staff: Staff, home: Household | None) -> list[Choice]:
    """The other households of the same dwelling: the likeliest to join."""
    if home is None:
        return []
    rows = households.neighbours(staff, home)
    return [Choice(row["id"], _home_label(row)) for row in rows]


def _home_label(row: dict[str, Any]) -> str:
    told = {"head": row["head"] or gettext("无户主"), "n": row["people"]}
    return gettext("%(head)s户（%(n)d 人）") % told


def homes_at(staff: Staff, address: str, grid: int) -> list[Choice]:
    """The households of today at an address in reach: whoever comes may join one of them."""
    area = areas.listed().filter(code=grid).defer("boundary").first()
    if area is None or staff.find("collect", grid) is None:
        return []
    plain = tidy(address).replace(" ", "")
    dwelling = dwelling_at(plain, area, make=False)
    if dwelling is None:
        return []
    return homes_near(staff, Household(dwelling=dwelling))


def grids(staff: Staff) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Where people can go: one's own grids, and the communities beyond one's reach."""
    rows = areas.listed().filter(level__in=(Level.GRID, Level.COMMUNITY)).defer("boundary")
    near = [row for row in rows if staff.find("collect", row.code)]
    far = [row for row in rows if row.level == Level.COMMUNITY and row not in near]
    return [(row.code, row.full_name) for row in near], [(row.code, row.full_name) for row in far]
