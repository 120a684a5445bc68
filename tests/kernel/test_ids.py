"""Identifiers made by the sender sort by time."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from wangge.kernel.ids import uuid7


def test_an_identifier_is_a_uuid_of_version_7():
    made = uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_an_identifier_tells_when_it_was_made():
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    stamp = datetime.fromtimestamp((uuid7().int >> 80) / 1000, UTC)
    assert before <= stamp <= datetime.now(UTC)


def test_later_identifiers_sort_after_those_of_an_earlier_millisecond():
    made = [uuid7() for _ in range(5000)]
    stamps = [uid.int >> 80 for uid in made]
    assert stamps == sorted(stamps)
    assert [uid.int >> 80 for uid in sorted(made)] == stamps
    assert [u.int >> 80 for u in sorted(made, key=str)] == stamps


def test_identifiers_of_one_millisecond_differ():
    assert len({uuid7() for _ in range(5000)}) == 5000
