"""Keys are changed while the installation runs; nothing is lost, and old keys go when unused."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField

from wangge.config.sealed import SEALED
from wangge.guarded.actions import Row, keep_many
from wangge.guarded.models import GuardedRecord
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.finding import tail
from wangge.people.models import Person, Phone
from wangge.posts.models import Post
from wangge.privacy import rotation
from wangge.privacy.keys import GUARDED, GUARDED_INDEX, INDEX, SEAL, add_key, ring
from wangge.privacy.providers import AES, SM3, SM4
from wangge.privacy.sealing import blind, blinds, seal

ID, PHONE = "990101198805060018", "12012345678"
LATER = timedelta(hours=2)


def add(area, number=0):
    uid = uuid7()
    id_number, phone = str(int(ID) + number), str(int(PHONE) + number)
    person = Person.objects.create(
        uid=uid,
        area=area,
        name="张三",
        id_sealed=seal(id_number, f"person:{uid}:id_number"),
        id_index=blind(id_number, "id_number"),
        facts={"contact": phone},
    )
    Phone.objects.create(
        person=person,
        sealed=seal(phone, f"person:{uid}:phone"),
        index=blind(phone, "phone"),
        tail=tail(phone),
        hint="120****5678",
    )
    return person


@pytest.fixture
def people(own_keys, world):
    return [add(world.grid, number) for number in range(5)]


def numbers(person):
    person.refresh_from_db()
    return person.id_number, person.phones.get().number(person), person.facts["contact"]


def firsts(name):
    return {bytes(row)[0] for row in Person.objects.values_list(name, flat=True)}


def test_everything_is_sealed_again_under_the_new_key_and_the_old_one_goes(people):
    before = [numbers(person) for person in people]
    add_key(SEAL, SM4)
    with clock.at(clock.now() + LATER):
        done = rotation.reseal(SEALED, batch=2)
    assert done == {"resealed": 15, "dropped": 1}
    assert (firsts("id_sealed"), ring(SEAL).numbers) == ({2}, (2,))
    assert [numbers(person) for person in people] == before
    assert rotation.usage(SEALED)[SEAL] == {2: 15}


def test_a_second_run_finds_nothing_to_do(people):
    add_key(SEAL, AES)
    rotation.reseal(SEALED)
    assert rotation.reseal(SEALED) == {}


def test_a_key_stays_for_an_hour_for_those_who_still_write_with_it(people):
    add_key(SEAL, AES)
    assert rotation.reseal(SEALED)["dropped"] == 0
    assert ring(SEAL).numbers == (2, 1)


def test_a_key_that_a_row_needs_is_never_dropped(people):
    old = seal(ID, f"person:{people[0].uid}:id_number")
    add_key(SEAL, AES)
    rotation.reseal(SEALED)
    Person.objects.filter(pk=people[0].pk).update(id_sealed=old)  # written late
    assert rotation.usage(SEALED)[SEAL] == {1: 1, 2: 14}
    with clock.at(clock.now() + LATER):
        assert rotation.reseal(SEALED) == {"resealed": 1, "dropped": 1}
    assert numbers(people[0])[0] == ID


def test_a_run_that_was_cut_off_goes_on_where_it_was(people):
    add_key(SEAL, AES)

    class CutError(Exception):
        pass

    def cut(done):
        if done >= 2:
            raise CutError

    with pytest.raises(CutError):
        rotation.reseal(SEALED, batch=2, tell=cut)
    assert firsts("id_sealed") == {1, 2}
    assert rotation.reseal(SEALED)["resealed"] == 13


def test_whoever_writes_meanwhile_wins(people):
    add_key(SEAL, AES)
    column = SEALED.columns[0]
    rows = rotation._read(column, 0, 10)
    newer = seal("990101190001010011", f"person:{people[0].uid}:id_number")
    Person.objects.filter(pk=people[0].pk).update(id_sealed=newer)
    rotation._write(column, rows)
    assert numbers(people[0])[0] == "990101190001010011"


def test_indexes_are_made_anew_and_found_under_both_keys_meanwhile(people):
    add_key(INDEX, SM3)
    found = Person.objects.filter(id_index__in=blinds(ID, "id_number"))
    assert list(found) == [people[0]]
    with clock.at(clock.now() + LATER):
        done = rotation.reseal(SEALED)
    assert done == {"indexed": 10, "dropped": 1}
    assert list(Person.objects.filter(id_index=blind(ID, "id_number"))) == [people[0]]
    phone = people[0].phones.get()
    assert (bytes(phone.index), bytes(phone.tail)) == (blind(PHONE, "phone"), tail(PHONE))


def test_a_double_under_the_new_index_holds_nobody_up(people):
    add_key(INDEX, SM3)
    person = people[0]
    Phone.objects.create(
        person=person,
        rank=1,
        sealed=seal(PHONE, f"person:{person.uid}:phone"),
        index=blind(PHONE, "phone"),
        hint="x",
    )
    with clock.at(clock.now() + LATER):
        done = rotation.reseal(SEALED)
    assert (done["clashes"], done["indexed"], ring(INDEX).numbers) == (1, 9, (2, 1))


def test_guarded_records_have_keys_of_their_own(own_keys, world):
    Post.objects.filter(code="secretary").update(guarded=["released"])
    subject = uuid7()
    keep_many([Row(subject, world.grid.code, "released")], source="x")
    add_key(GUARDED, SM4)
    add_key(GUARDED_INDEX, SM3)
    with clock.at(clock.now() + LATER):
        assert rotation.reseal(SEALED) == {"resealed": 2, "indexed": 1, "dropped": 2}
    assert keep_many([Row(subject, world.grid.code, "released")], source="x") == set()
    assert bytes(GuardedRecord.objects.get().worker_index) == b""


def test_numbers_that_an_older_version_left_open_are_sealed(people):
    person = people[0]
    with connection.cursor() as cursor:
        value = '{"contact": "12099999999", "marital": "20"}'
        cursor.execute("UPDATE people_person SET facts = %s WHERE id = %s", [value, person.pk])
    assert rotation.reseal(SEALED) == {"resealed": 1}
    person.refresh_from_db()
    assert person.facts == {"contact": "12099999999", "marital": "20"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(facts AS text) FROM people_person WHERE id = %s", [person.pk])
        assert "12099999999" not in cursor.fetchone()[0]


def test_every_binary_column_is_a_sealed_one_or_its_index():
    known = set()
    for column in SEALED.columns:
        table = column.model.lower()
        known |= {f"{table}.{column.name}"} | {f"{table}.{i.column}" for i in column.indexes}
    there = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("wangge.")
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField)
    }
    assert there == known
