"""Sealed values open only where they were sealed; blind indexes tell equality and nothing else."""

import pytest
from cryptography.exceptions import InvalidTag
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from wangge.people.models import Person
from wangge.privacy.sealing import blind, seal, unseal

VALUES = st.text(min_size=1, max_size=40).filter(lambda t: t.isprintable())
CONTEXTS = st.sampled_from(["person:1:id_number", "person:2:id_number", "person:1:phone"])


@given(VALUES, CONTEXTS)
def test_a_sealed_value_opens_in_its_place(value, context):
    assert unseal(seal(value, context), context) == value


@given(VALUES, CONTEXTS, CONTEXTS)
def test_a_value_moved_to_another_row_or_field_does_not_open(value, here, there):
    sealed = seal(value, here)
    if here == there:
        assert unseal(sealed, there) == value
    else:
        with pytest.raises(InvalidTag):
            unseal(sealed, there)


@given(VALUES, st.data())
def test_a_changed_byte_is_noticed(value, data):
    sealed = bytearray(seal(value, "person:1:phone"))
    place = data.draw(st.integers(1, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidTag):
        unseal(bytes(sealed), "person:1:phone")


@given(VALUES)
def test_the_same_value_is_never_sealed_alike(value):
    assert seal(value, "person:1:phone") != seal(value, "person:1:phone")


@given(VALUES, VALUES)
def test_blind_indexes_are_equal_exactly_when_values_are(one, other):
    assert (blind(one, "phone") == blind(other, "phone")) == (one == other)
    assert blind(one, "phone") != blind(one, "id_number")


def test_an_empty_value_stays_empty():
    assert (seal("", "x"), unseal(b"", "x"), blind("", "phone")) == (b"", "", b"")


@pytest.mark.django_db
def test_a_value_moved_to_another_row_is_refused_on_the_page_and_logged(world, client, caplog):
    """The database was changed by hand: nothing is shown, somebody hears of it."""
    one, two = (Person(area=world.grid, name=name) for name in ("张三", "李四"))
    for person, number in ((one, "990101198805060018"), (two, "99010119900101001X")):
        person.id_sealed = seal(number, f"person:{person.uid}:id_number")
        person.save()
    Person.objects.filter(pk=two.pk).update(id_sealed=one.id_sealed)
    client.force_login(world.users["liu"])
    answer = client.get(reverse("console:person", args=[two.uid]))
    assert (answer.status_code, "不能显示" in answer.content.decode()) == (409, True)
    told = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert [str(two.uid) in record.getMessage() for record in told] == [True]
