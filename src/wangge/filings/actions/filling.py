"""Filling a form in from the ledger, and collecting only what the ledger lacks."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.filings import access
from wangge.filings.models import CollectionTask, Filing, FormKind
from wangge.filings.queries import gaps, roster
from wangge.filings.queries.roster import Filters
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.notices.actions import tell
from wangge.people.models import Household, Person
from wangge.posts.access import Staff
from wangge.posts.queries import grid_workers

MOST_PEOPLE = 60_000


def start(staff: Staff, form: FormKind, area: Area, *, as_of: date, filters: Filters) -> Filing:
    """Fill a form in for an area as of a day; the facts missing become collection tasks."""
    staff.require(access.FILL, area.code)
    if area.code not in form.area.codes:
        raise Missing
    if form.state == FormKind.State.RETIRED:
        raise Refused("form.retired", _("这张表已停用，不再填报。"))
    if as_of > clock.today():
        detail = _("截止日期不能晚于今天")
        raise Invalid("filing.as_of", detail + "。", (FieldFault("as_of", detail),))
    people = roster.people(staff, area, as_of, filters).count()
    if people > MOST_PEOPLE:
        raise Refused(
            "filing.large",
            _("%(area)s 有 %(n)d 人，一次最多 %(most)d 人。请按社区分别填报。")
            % {"area": area.name, "n": people, "most": MOST_PEOPLE},
        )
    with transaction.atomic():
        filing = Filing.objects.create(
            form=form, area=area, as_of=as_of, filters=filters.as_json(), owner=staff.user
        )
        record(
            "filing.start", f"filing:{filing.uid}", actor=staff.user, area=area.code,
            form=form.name, as_of=f"{as_of:%F}", filters=filing.filters,
        )  # fmt: skip
    return check(staff, filing)


def check(staff: Staff, filing: Filing) -> Filing:
    """Count the filing anew from the ledger, and settle its tasks by what the ledger now says.

    A task is done when nothing is missing any more, and open again when something is: nobody can
    tick it off.
    """
    if staff.find(access.FILL, filing.area_id) is None:
        return filing
    found = gaps.state(staff, filing)
    with transaction.atomic():
        Filing.objects.select_for_update().get(pk=filing.pk)
        _settle(filing, found)
        filing.rows, filing.cells = found.rows, found.cells
        filing.filled, filing.missing = found.filled, found.missing
        filing.checked_at = clock.now()
        filing.save(update_fields=["rows", "cells", "filled", "missing", "checked_at"])
    return filing


def recheck(staff: Staff, filing: Filing) -> Filing:
    """The same where a resident or household of the area has changed since; else as it stands."""
    codes, since = filing.area.codes, filing.checked_at
    people = Person.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    homes = Household.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    changed = people.filter(changed_at__gt=since).exists()
    return (
        check(staff, filing) if changed or homes.filter(changes__at__gt=since).exists() else filing
    )


def _settle(filing: Filing, found: gaps.State) -> None:
    moment = clock.now()
    known = {(row.household_id, row.person_id): row for row in filing.tasks.all()}
    fresh = [
        CollectionTask(
            filing=filing,
            area_id=gap.area,
            household_id=gap.household,
            person_id=gap.person,
            missing=gap.missing,
            opened_at=moment,
        )
        for whose, gap in found.gaps.items()
        if whose not in known
    ]
    changed = []
    for whose, task in known.items():
        gap = found.gaps.get(whose)
        if gap is None and task.done_at is None:
            task.done_at = moment
        elif gap and (task.done_at or task.missing != gap.missing or task.area_id != gap.area):
            task.done_at, task.missing, task.area_id = None, gap.missing, gap.area
        else:
            continue
        changed.append(task)
    CollectionTask.objects.bulk_create(fresh, batch_size=500)
    CollectionTask.objects.bulk_update(changed, ["done_at", "missing", "area_id"], batch_size=200)


@transaction.atomic
def send(staff: Staff, filing: Filing) -> int:
    """Tell the grid workers what they have to collect; answers how many were told."""
    staff.require(access.FILL, filing.area_id)
    told: set[int] = set()
    open_tasks = filing.tasks.filter(done_at=None)
    for grid in sorted(set(open_tasks.values_list("area_id", flat=True))):
        homes = open_tasks.filter(area=grid).count()
        users = {posting.user_id for posting in grid_workers(grid)}
        text = _("“%(form)s”要补采 %(n)d 户，只补缺的项，请在走访时采集。") % {
            "form": filing.form.name,
            "n": homes,
        }
        tell(users, text, subject=f"filing:{filing.uid}")
        told |= users
    record(
        "filing.send", f"filing:{filing.uid}", actor=staff.user, area=filing.area_id,
        told=len(told), homes=open_tasks.count(),
    )  # fmt: skip
    return len(told)


@transaction.atomic
def discard(staff: Staff, filing: Filing) -> None:
    """Remove a filing that was never handed out."""
    if filing.owner_id != staff.user.pk:
        raise Missing
    if filing.exports.exists():
        raise Refused("filing.exported", _("已经导出或申请过导出，记录要留存，不能删除。"))
    record(
        "filing.discard", f"filing:{filing.uid}", actor=staff.user, area=filing.area_id,
        form=filing.form.name,
    )  # fmt: skip
    filing.delete()
