"""Bearing the ledger out: never by a click, only by a visit or another record behind it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.errors import Invalid
from wangge.people import access
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.upkeep.models import Confirmation


@transaction.atomic
def confirm(
    staff: Staff,
    person: UUID,
    *,
    kind: Confirmation.Kind,
    ref: UUID,
    on: date,
    fields: Sequence[str] = (),
) -> Confirmation:
    """The record `ref` (a visit, an event, a matter, a service) bears the person's record out.

    `fields` are the dictionary keys it is about; none means the record as a whole. The same record
    counts once. Raises `Missing` outside one's reach, `Invalid` for a day to come.
    """
    row = access.fetch(staff, person)
    if on > clock.today():
        raise Invalid("confirmation.future", _("核实日期不能晚于今天，请改为实际核实的日期。"))
    made, is_new = Confirmation.objects.get_or_create(
        person=row,
        ref=ref,
        defaults={"kind": kind, "on": on, "fields": list(fields), "actor": staff.user},
    )
    if is_new and not fields:
        Person.objects.filter(pk=row.pk, confirmed_on=None).update(confirmed_on=on)
        later = Person.objects.filter(pk=row.pk)
        later.update(confirmed_on=Greatest(F("confirmed_on"), on))
    return made
