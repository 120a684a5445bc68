"""Writing the persons of a ledger: new ones in bulk, known ones where something differs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wangge.dictionary.codes import SENSITIVE_LABELS
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people import guarding
from wangge.people.finding import tail, tokens
from wangge.people.guarding import Told
from wangge.people.intake.bulk import insert, reserve
from wangge.people.intake.chunks import chunks
from wangge.people.intake.differences import Difference, differences
from wangge.people.intake.homes import Home
from wangge.people.models import Label, Person, PersonChange, PersonLabel, Phone
from wangge.people.parsing.drafts import Draft
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind_all, blinds, seal_all

if TYPE_CHECKING:
    from wangge.accounts.models import User

BATCH = 2_000
_ADDRESS = 240
_SOURCE = 80
UPDATED = (
    "area", "household", "name", "sex", "birth_date", "relation", "id_type", "id_sealed",
    "id_index", "id_state", "ethnicity", "registered_address", "living_address", "residence",
    "facts", "search", "version", "changed_at", "confirmed_on",
)  # fmt: skip
CREATED = (
    "id", "uid", "area", "household", "name", "sex", "birth_date", "relation", "id_type", "id_sealed",
    "id_index", "id_state", "ethnicity", "registered_address", "living_address", "residence",
    "status", "facts", "search", "version", "created_at", "changed_at", "confirmed_on",
)  # fmt: skip
Numbers = tuple[int, UUID, Sequence[str], int]
"""A person's key and identifier, phones of theirs, the place of the first."""
PHONE = ("person", "rank", "sealed", "index", "tail", "hint")


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft with everything that was looked up for it."""

    draft: Draft
    home: Home
    household: int | None
    index: bytes
    known: int | None


@dataclass
class Writer:
    """Writes entries batch by batch and counts what became of them."""

    source: str
    actor: "User | None"
    at: datetime = field(default_factory=clock.now)
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __post_init__(self) -> None:
        self._day = self.at.astimezone(clock.BEIJING).date()

    def write(self, entries: Sequence[Entry]) -> None:
        """All entries, in their order."""
        names = {name for entry in entries for name in entry.draft.labels}
        self._labels = _labels(names - SENSITIVE_LABELS)
        for batch in chunks((entry for entry in entries if entry.known is None), BATCH):
            self._create(batch)
        for batch in chunks((entry for entry in entries if entry.known is not None), BATCH):
            self._update(batch)

    def _review_of(self, label: str) -> date:
        return self._day + timedelta(days=self._labels[label].review_days)

    def _create(self, batch: list[Entry]) -> None:
        uids = [uuid7() for _ in batch]
        pks = reserve(Person, len(batch))
        drafts = [entry.draft for entry in batch]
        sealed = seal_all(
            [draft.id_number for draft in drafts], [f"person:{uid}:id_number" for uid in uids]
        )
        insert(Person, CREATED, map(self._person, pks, uids, sealed, batch))
        made = list(zip(pks, uids, drafts, strict=True))
        insert(Phone, PHONE, phone_rows([(pk, uid, d.phones, 0) for pk, uid, d in made]))
        insert(
            PersonLabel,
            ("person", "label", "basis", "since", "review_on"),
            (
                (pk, self._labels[name].pk, self.source, self._day, self._review_of(name))
                for pk, _, draft in made
                for name in draft.labels
                if name in self._labels
            ),
        )
        self._guard(zip(uids, (entry.home.area for entry in batch), drafts, strict=True))
        created = Difference("created", "", "导入登记")
        self._tell((pk, 1, created) for pk, _, _ in made)
        self.created += len(batch)

    def _guard(self, people: Iterable[tuple[UUID, int, Draft]]) -> set[UUID]:
        """Judicial and health facts go to a store of their own and leave no trace here."""
        told = [Told(uid, area, name) for uid, area, d in people for name in d.labels]
        return guarding.keep(told, source=self.source, actor=self.actor)

    def _person(self, pk: int, uid: UUID, sealed: bytes, entry: Entry) -> tuple[Any, ...]:
        """A new person's values in the order of `CREATED`."""
        draft = entry.draft
        address = draft.place[:_ADDRESS]
        return (
            pk,
            uid,
            entry.home.area,
            entry.household,
            draft.name,
            draft.sex,
            draft.birth_date,
            draft.relation,
            draft.id_type,
            sealed,
            entry.index,
            draft.id_state.value,
            draft.ethnicity,
            draft.registered_address[:_ADDRESS],
            address,
            draft.residence or Person.Residence.REGISTERED.value,
            Person.Status.PRESENT.value,
            draft.facts,
            tokens(draft.name, address),
            1,
            self.at,
            self.at,
            self._day,
        )

    def _update(self, batch: list[Entry]) -> None:
        people = Person.objects.in_bulk([entry.known for entry in batch if entry.known])
        phones, labels = _phones_on_record(people), _labels_on_record(people)
        changed: list[Person] = []
        fresh_phones: list[Numbers] = []
        fresh_labels: list[PersonLabel] = []
        changes: list[tuple[int, int, Difference]] = []
        known = [(people[entry.known or 0], entry.draft) for entry in batch]
        guarded = self._guard((row.uid, row.area_id, draft) for row, draft in known)
        for entry in batch:
            row = people[entry.known or 0]
            told = differences(row, entry.draft, entry.home, entry.household, entry.index)
            more = _more_phones(entry.draft.phones, phones.get(row.pk, set()))
            fresh_phones.append((row.pk, row.uid, more, len(phones.get(row.pk, ()))))
            told += [Difference("phone", "", mask_phone(number)) for number in more]
            names = [
                name
                for name in entry.draft.labels
                if name in self._labels and self._labels[name].pk not in labels.get(row.pk, ())
            ]
            fresh_labels += [
                PersonLabel(
                    person=row,
                    label=self._labels[name],
                    basis=self.source,
                    since=self._day,
                    review_on=self._review_of(name),
                )
                for name in names
            ]
            told += [Difference("label", "", name) for name in names]
            if told:
                row.search = tokens(row.name, row.living_address)
                row.version += 1
                row.changed_at = self.at
                row.confirmed_on = self._day
                changed.append(row)
            changes += [(row.pk, row.version, difference) for difference in told]
            is_new = bool(told) or row.uid in guarded
            self.updated, self.unchanged = self.updated + is_new, self.unchanged + (not is_new)
        Person.objects.bulk_update(changed, UPDATED, batch_size=200)
        insert(Phone, PHONE, phone_rows(fresh_phones))
        PersonLabel.objects.bulk_create(fresh_labels)
        self._tell(changes)

    def _tell(self, told: Iterable[tuple[int, int, Difference]]) -> None:
        """The history of each person: what changed, from which file, by whom."""
        source = f"导入 {self.source}"[:_SOURCE]
        actor = self.actor.pk if self.actor else None
        insert(
            PersonChange,
            ("person", "version", "field", "old", "new", "source", "actor", "at"),
            (
                (
                    pk,
                    version,
                    what.field,
                    what.old[:_ADDRESS],
                    what.new[:_ADDRESS],
                    source,
                    actor,
                    self.at,
                )
                for pk, version, what in told
            ),
        )


def phones_of(
    person: int, uid: UUID, numbers: Sequence[str], rank: int = 0
) -> Iterator[tuple[Any, ...]]:
    """Sealed phone rows of one person, in the order of `PHONE`."""
    return phone_rows([(person, uid, numbers, rank)])


def phone_rows(people: Iterable[Numbers]) -> Iterator[tuple[Any, ...]]:
    """Sealed phone rows, in the order of `PHONE`."""
    wanted = [
        (person, rank, number, f"person:{uid}:phone")
        for person, uid, numbers, first in people
        for rank, number in enumerate(numbers, first)
    ]
    numbers = [number for _, _, number, _ in wanted]
    sealed = seal_all(numbers, [context for *_, context in wanted])
    index = blind_all(numbers, "phone")
    for (person, rank, number, _), body, found in zip(wanted, sealed, index, strict=True):
        yield person, rank, body, found, tail(number), mask_phone(number)


def _labels(names: set[str]) -> dict[str, Label]:
    known = {row.name: row for row in Label.objects.filter(name__in=names)}
    fresh = [Label(name=name) for name in sorted(names - set(known))]
    return known | {row.name: row for row in Label.objects.bulk_create(fresh)}


def _phones_on_record(people: dict[int, Person]) -> dict[int, set[bytes]]:
    found: dict[int, set[bytes]] = {}
    for person, index in Phone.objects.filter(person__in=list(people)).values_list(
        "person_id", "index"
    ):
        found.setdefault(person, set()).add(bytes(index))
    return found


def _more_phones(numbers: Sequence[str], on_record: set[bytes]) -> list[str]:
    return [number for number in numbers if on_record.isdisjoint(blinds(number, "phone"))]


def _labels_on_record(people: dict[int, Person]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = PersonLabel.objects.filter(person__in=list(people), until=None)
    for person, label in rows.values_list("person_id", "label_id"):
        found.setdefault(person, set()).add(label)
    return found
