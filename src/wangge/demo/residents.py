"""Puts synthetic households into the ledger, in bulk."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from wangge.demo import details, population
from wangge.dictionary.codes import LABELS
from wangge.kernel.ids import uuid7
from wangge.people import guarding
from wangge.people.finding import tail, tokens
from wangge.people.guarding import Told
from wangge.people.models import Household, Label, Person, PersonLabel, Phone
from wangge.places.models import Dwelling
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind, seal

BATCH = 1000
BASIS = "社区登记"
NEAR = ("上海市浦东新区",)
LEFT_BEHIND = LABELS["left_behind_child"]

Pair = tuple[population.Household, Dwelling]


def load_residents(
    households: Iterable[population.Household], dwellings: Iterable[Dwelling], today: date
) -> int:
    """Move each household into the next dwelling; the number of people."""
    labels = {label.name: label for label in Label.objects.filter(sensitive=False)}
    rng = Random(3)
    pairs, total = zip(households, dwellings, strict=False), 0
    while batch := list(islice(pairs, BATCH)):
        total += _load(batch, labels, today, rng)
    return total


def _load(batch: list[Pair], labels: dict[str, Label], today: date, rng: Random) -> int:
    rows = Household.objects.bulk_create(
        Household(
            area_id=home.area_id,
            dwelling=home,
            since=today - timedelta(days=rng.randint(200, 6000)),
            facts=details.household(rng),
        )
        for _, home in batch
    )
    made = [
        pair
        for (household, home), row in zip(batch, rows, strict=True)
        for pair in _members(household, home, row)
    ]
    for _, member in made:
        details.learn(member, rng, today)
    Person.objects.bulk_create(member for _, member in made)
    Phone.objects.bulk_create(_phones(made))
    PersonLabel.objects.bulk_create(
        PersonLabel(
            person=member,
            label=labels[name],
            basis=BASIS,
            since=today - timedelta(days=rng.randint(30, 900)),
            review_on=today + timedelta(days=rng.randint(-40, labels[name].review_days)),
        )
        for person, member in made
        for name in person.labels
        if name in labels
    )
    told = (Told(row.uid, row.area_id, name) for who, row in made for name in who.labels)
    guarding.keep(told, source=BASIS, actor=None)
    return len(made)


def _members(
    household: population.Household, home: Dwelling, row: Household
) -> Iterator[tuple[population.Person, Person]]:
    registered = household.registered or home.address
    for person in household.people:
        uid = uuid7()
        context = f"person:{uid}:id_number"
        yield (
            person,
            Person(
                uid=uid,
                area_id=home.area_id,
                household=row,
                name=person.name,
                sex="1" if person.man else "2",
                birth_date=person.born,
                relation=person.relation,
                id_sealed=seal(person.id_number, context),
                id_index=blind(person.id_number, "id_number"),
                id_state=Person.IdState.VALID,
                ethnicity=person.ethnicity,
                registered_address=registered,
                living_address=home.address,
                residence=_residence(household, person),
                facts={
                    "marital": person.marital,
                    "apart": "apart" if household.registered else "together",
                },
                search=tokens(person.name, home.address),
            ),
        )


def _residence(household: population.Household, person: population.Person) -> str:
    if LEFT_BEHIND in person.labels:
        return Person.Residence.LEFT_BEHIND
    if not household.registered:
        return Person.Residence.REGISTERED
    if household.registered.startswith(NEAR):
        return Person.Residence.PERMANENT
    return Person.Residence.FLOATING


def _phones(made: list[tuple[population.Person, Person]]) -> Iterator[Phone]:
    for person, row in made:
        if person.phone:
            yield Phone(
                person=row,
                sealed=seal(person.phone, f"person:{row.uid}:phone"),
                index=blind(person.phone, "phone"),
                tail=tail(person.phone),
                hint=mask_phone(person.phone),
            )
