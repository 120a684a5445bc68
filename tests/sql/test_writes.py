"""What is written with a statement made once is what Django would have written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from wangge.incidents.models import Category, Incident, IncidentStep
from wangge.kernel import clock
from wangge.posts.models import Unit
from wangge.sql.writes import change, insert

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(world, general):
    """An incident that nobody has kept yet."""
    now = clock.now()

    def _matter(number):
        return Incident(
            number=number,
            title="积水",
            description="路口积水",
            category=Category.objects.get(code=general["一般性"]),
            kind="一般性",
            urgency="一般",
            source="网格员巡查",
            state="reported",
            level=12,
            first_level=12,
            area=world.grid,
            lon=109.412,
            reporter=world.users["wang"],
            reporter_phone=b"\x00\xff",
            found_at=now,
            reported_at=now,
            accept_due_at=now,
            due_at=now + timedelta(days=7),
        )

    return _matter


def columns(row):
    unlike = {"id", "uid", "number", "changed_at"}
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} | dict.fromkeys(
        unlike
    )


def test_a_row_is_added_as_saving_adds_it(matter):
    saved, inserted = matter("SJ-1"), matter("SJ-2")
    saved.save()
    insert(inserted)
    found = Incident.objects.get(number="SJ-2")
    assert (found.pk, found.uid) == (inserted.pk, inserted.uid)
    assert columns(found) == columns(Incident.objects.get(number="SJ-1"))
    inserted.title = "路口积水"
    inserted.save()
    assert Incident.objects.count() == 2


def test_structured_facts_are_kept_as_they_are(matter):
    row = matter("SJ-1")
    insert(row)
    facts = {"assist": ["a", "乙"], "passed": True, "note": None}
    step = IncidentStep(incident=row, by="某", verb="report", version=1, target="reported",
                        stage="信息采集", level=12, facts=facts)  # fmt: skip
    insert(step)
    assert IncidentStep.objects.get(pk=step.pk).facts == facts


def test_a_number_given_twice_is_refused_by_the_database(matter):
    insert(matter("SJ-1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(matter("SJ-1"))
    assert Incident.objects.count() == 1


def test_a_row_changes_only_from_the_version_that_was_seen(matter, world):
    row = matter("SJ-1")
    insert(row)
    unit = Unit.objects.get(code="county-cg")
    changes = {"lead_unit": unit, "handler": world.users["zhao"], "closed_at": None, "version": 2}
    assert change(row, {"state": "closed", "version": 5}, version=4) is False
    assert (row.state, row.version) == ("reported", 1)
    assert change(row, changes, version=1) is True
    found = Incident.objects.get()
    assert (found.lead_unit, found.handler.username, found.version) == (unit, "zhao", 2)
    assert (row.lead_unit, row.handler_id, row.version) == (unit, found.handler_id, 2)
    assert change(row, {"lead_unit": None, "version": 3}, version=2) is True
    assert Incident.objects.get().lead_unit is None


def test_only_the_row_itself_changes(matter):
    first, second = matter("SJ-1"), matter("SJ-2")
    insert(first)
    insert(second)
    change(first, {"state": "void", "version": 2}, version=1)
    assert list(Incident.objects.order_by("pk").values_list("state", flat=True)) == [
        "void",
        "reported",
    ]
