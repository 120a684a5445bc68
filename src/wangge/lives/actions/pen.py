"""Writing one event: fields with their history, ended memberships and stays, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Missing
from wangge.lives import rules
from wangge.lives.actions.ink import Line, stale, write_history
from wangge.lives.kinship import Member
from wangge.people.finding import tokens
from wangge.people.models import (
    Household,
    PastMembership,
    PastStay,
    Person,
    PersonLabel,
)
from wangge.places.models import Dwelling
from wangge.posts.access import Staff

HERE = (Person.Status.PRESENT, Person.Status.LOST)
_VALUE = 240
_SAVED = (
    "area", "household", "relation", "joined_on", "residence", "residence_since", "status",
    "living_address", "registered_address", "facts", "search", "version", "changed_at", "hidden",
)  # fmt: skip


@dataclass
class Pen:
    """Everything one event writes; `save` puts it down with one new version for each row."""

    staff: Staff
    on: date
    source: str
    cause: UUID
    at: datetime = field(default_factory=clock.now)
    lines: list[Line] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[str, list[Any]] = field(default_factory=dict)
    moves: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    _people: dict[int, Person] = field(default_factory=dict)
    _households: dict[int, Household] = field(default_factory=dict)
    _members: dict[int, list[Person]] = field(default_factory=dict)
    _headed: dict[int, bool] = field(default_factory=dict)
    _touched: dict[int, None] = field(default_factory=dict)

    # --- reading ---------------------------------------------------------------------------------
    def person(self, uid: UUID) -> Person:
        """Somebody in one's reach to collect; one object for one person."""
        row = Person.objects.filter(uid=uid).exclude(hidden__in=Person.Hidden.values).first()
        if row is None or self.staff.find("collect", row.area_id) is None:
            raise Missing
        return self._people.setdefault(row.pk, row)

    def hold(self, person: Person) -> Person:
        """Somebody whom the action found by another way than reach."""
        return self._people.setdefault(person.pk, person)

    def household(self, pk: int) -> Household:
        """A household; one object for one household."""
        if pk not in self._households:
            self._households[pk] = Household.objects.select_related("dwelling").get(pk=pk)
        return self._households[pk]

    def household_of(self, uid: UUID) -> Household:
        """A household of today in one's reach to collect."""
        row = Household.objects.select_related("dwelling").filter(uid=uid, until=None).first()
        if row is None or self.staff.find("collect", row.area_id) is None:
            raise Missing
        return self._households.setdefault(row.pk, row)

    def members(self, pk: int) -> list[Person]:
        """Who belongs to the household at this point of the event."""
        if pk not in self._members:
            rows = Person.objects.filter(household=pk, status__in=HERE, hidden="").order_by("pk")
            self._members[pk] = [self._people.setdefault(row.pk, row) for row in rows]
            self._headed[pk] = self.head(pk) is not None
        return self._members[pk]

    def head(self, pk: int) -> Person | None:
        """The head of the household at this point of the event."""
        return next((row for row in self.members(pk) if row.relation == "02"), None)

    def touched(self) -> Iterable[tuple[Household, list[Person], bool]]:
        """Households whose members changed: with who is left, and whether there was a head."""
        for pk in self._touched:
            yield self.household(pk), self.members(pk), self._headed[pk]

    def people(self) -> list[Person]:
        """Everybody whom the event changed or made."""
        return [self._people[pk] for pk in self._changed()]

    def _changed(self) -> list[int]:
        found = {int(key) for key in self.before if not key.startswith("h")}
        return sorted(found | set(self.made.get("people", ())))

    def versions(self) -> dict[str, int]:
        """The versions as the event leaves them: an undo must find them so."""
        return {str(pk): self._people[pk].version for pk in self._changed()}

    # --- changing --------------------------------------------------------------------------------
    def put(self, person: Person, **values: Any) -> None:
        """Set fields of a person, with their history."""
        for name, value in values.items():
            old = getattr(person, name)
            if old != value:
                self.before.setdefault(str(person.pk), {}).setdefault(name, _plain(old))
                setattr(person, name, value)
                if name not in {"joined_on", "residence_since"}:
                    self.tell(
                        person, name.removesuffix("_id"), _shown(name, old), _shown(name, value)
                    )

    def put_fact(self, person: Person, key: str, value: str) -> None:
        """Set one of the further fields of a person, with its history."""
        old = str(person.facts.get(key, ""))
        if old != value:
            self.before.setdefault(str(person.pk), {}).setdefault("facts", dict(person.facts))
            rest = {name: kept for name, kept in person.facts.items() if name != key}
            person.facts = {**rest, **({key: value} if value else {})}
            self.tell(person, key, old, value)

    def tell(self, whose: Person | Household, name: str, old: str, new: str) -> None:
        """Keep one line of the history."""
        self.lines.append(Line(whose, name, old, new))

    def add(self, person: Person) -> None:
        """A person of this event's own making."""
        person.save(force_insert=True)
        self._people[person.pk] = person
        self.made.setdefault("people", []).append(person.pk)
        self.tell(person, "person", "", person.name)

    def leave(self, person: Person) -> None:
        """The person's membership ends the day of the event."""
        if person.household_id is None:
            return
        home = self.household(person.household_id)
        self.members(home.pk).remove(person)
        self._touched[home.pk] = None
        ended = PastMembership.objects.create(
            person=person,
            household=home,
            relation=person.relation,
            since=person.joined_on,
            until=self.on,
        )
        self.made.setdefault("memberships", []).append(ended.pk)
        self.moves[person.pk] = (home.pk, None)
        self._belong(person, None, "", None)

    def enter(self, person: Person, home: Household, relation: str) -> None:
        """The person belongs to the household from the day of the event."""
        self.members(home.pk).append(person)
        self._touched[home.pk] = None
        left, _entered = self.moves.get(person.pk, (None, None))
        self.moves[person.pk] = (left, home.pk)
        self._belong(person, home, relation, self.on)

    def _belong(
        self, person: Person, home: Household | None, relation: str, since: date | None
    ) -> None:
        self.put(person, household_id=home.pk if home else None, relation=relation)
        self.put(person, joined_on=since)

    def stay_ends(self, person: Person) -> None:
        """Where and as what the person lived goes to the past."""
        ended = PastStay.objects.create(
            person=person,
            area_id=person.area_id,
            residence=person.residence,
            living_address=person.living_address,
            registered_address=person.registered_address,
            since=person.residence_since,
            until=self.on,
        )
        self.made.setdefault("stays", []).append(ended.pk)
        self.put(person, residence_since=None)

    def settle(self, person: Person, area: int, address: str, residence: str = "") -> None:
        """The person lives there from the day of the event."""
        kept, old = str(person.facts.get("apart", "")), _addresses(person)
        self.put(person, area_id=area, living_address=address[:_VALUE], residence_since=self.on)
        self.put(person, residence=residence or person.residence)
        self.put_apart(person, kept, old)

    def put_apart(self, person: Person, kept: str, old: tuple[str, str]) -> None:
        """Whether the person lives where the register says, unless set by hand."""
        after = rules.apart_after(kept, old, _addresses(person))
        if after:
            self.put_fact(person, "apart", after)

    def end_labels(self, person: Person) -> None:
        """What the person was cared for or known as ends."""
        for row in PersonLabel.objects.filter(person=person, until=None).select_related("label"):
            self.made.setdefault("labels", []).append(row.pk)
            shown = "***" if row.label.sensitive else row.label.name
            self.tell(person, "label", shown, "")
        PersonLabel.objects.filter(pk__in=self.made.get("labels", [])).update(until=self.on)

    def open_household(self, dwelling: Dwelling | None, area: int, kind: str) -> Household:
        """A new household."""
        home = Household.objects.create(dwelling=dwelling, area_id=area, since=self.on, kind=kind)
        self._households[home.pk], self._members[home.pk] = home, []
        self._headed[home.pk] = False
        self.made.setdefault("households", []).append(home.pk)
        self.tell(home, "household", "", _("建户"))
        return home

    def close_household(self, home: Household) -> None:
        """Nobody is left: the household ends and its dwelling is vacant."""
        self.keep(home, "until", None)
        home.until = self.on
        self.tell(home, "until", "", f"{self.on:%F}")

    def move_household(self, home: Household, dwelling: Dwelling | None, area: int) -> None:
        """The household keeps house in another dwelling."""
        self.keep(home, "dwelling_id", home.dwelling_id)
        self.keep(home, "area_id", home.area_id)
        old = home.dwelling.address if home.dwelling else ""
        self.tell(home, "dwelling", old, dwelling.address if dwelling else "")
        if home.area_id != area:
            self.tell(home, "area", str(home.area_id), str(area))
        home.dwelling, home.area_id = dwelling, area

    def keep(self, home: Household, name: str, value: Any) -> None:
        self.before.setdefault(f"h{home.pk}", {}).setdefault(name, value)

    # --- writing ---------------------------------------------------------------------------------
    def save(self) -> None:
        """Put everything down; `Stale` when somebody else changed one of the people meanwhile."""
        for person in self.people():
            self._save(person)
        for key, kept in self.before.items():
            if key.startswith("h"):
                home = self._households[int(key[1:])]
                home.version += 1
                home.save(update_fields=[*(name.removesuffix("_id") for name in kept), "version"])
        told = {"cause": self.cause, "actor": self.staff.user}
        write_history(self.lines, source=self.source, at=self.at, **told)

    def _save(self, person: Person) -> None:
        seen = person.version
        person.search = tokens(person.name, person.living_address)
        person.version, person.changed_at = seen + 1, self.at
        values = {name: getattr(person, name) for name in _SAVED}
        if not Person.objects.filter(pk=person.pk, version=seen).update(**values):
            raise stale(Person.objects.get(pk=person.pk))


def as_member(person: Person) -> Member:
    """What the rules of kinship need of a person."""
    return Member(person.relation, person.sex, person.birth_date)


def _addresses(person: Person) -> tuple[str, str]:
    return person.registered_address, person.living_address


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _shown(name: str, value: Any) -> str:
    if name == "household_id" and value is not None:
        return str(Household.objects.values_list("uid", flat=True).get(pk=value))
    return "" if value is None else str(value)
