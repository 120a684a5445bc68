"""Labels on residents: given with a basis, reviewed against a record, ended; a rule only suggests."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.dictionary.codes import LABELS, SENSITIVE_LABELS
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.text import tidy
from wangge.people import access
from wangge.people.groups import GROUPS
from wangge.people.models import Label, LabelRefusal, Person, PersonChange, PersonLabel
from wangge.posts.access import Staff

ABILITY = "collect"
SHORTEST, LONGEST = 2, 200
Source = PersonLabel.Source


@transaction.atomic
def load_labels() -> int:
    """Add the shipped labels that are not there yet; local changes stay as they are."""
    known = {row.name: row for row in Label.objects.all()}
    fresh, old = [], []
    for order, (key, name) in enumerate(LABELS.items()):
        group, days = GROUPS.get(key, ("", 365))
        row = known.get(name)
        if row is None:
            sensitive = name in SENSITIVE_LABELS
            row = Label(name=name, key=key, must_visit=group, review_days=days, sensitive=sensitive)
            row.order = order
            fresh.append(row)
        elif not row.key:
            row.key, row.must_visit, row.review_days = key, group, days
            old.append(row)
    Label.objects.bulk_create(fresh)
    Label.objects.bulk_update(old, ["key", "must_visit", "review_days"])
    return len(fresh)


@transaction.atomic
def give(
    staff: Staff,
    person: UUID,
    label: str,
    *,
    basis: str,
    since: date | None = None,
    source: Source = Source.HAND,
    cause: UUID | None = None,
) -> PersonLabel:
    """Put a label on a resident; given twice it is one.

    Raises `Missing` outside one's reach or for no such label, `Invalid` without a basis or for a day
    to come, `Refused` for kinds that are kept apart (wangge.guarded).
    """
    row = _mine(staff, person)
    kind = _label(label)
    why, begins = _basis(basis), since or clock.today()
    if begins > clock.today():
        raise _invalid("since", _("开始日期不能晚于今天。"))
    made, is_new = PersonLabel.objects.get_or_create(
        person=row,
        label=kind,
        until=None,
        defaults={
            "basis": why,
            "since": begins,
            "source": source,
            "review_on": clock.today() + timedelta(days=kind.review_days),
            "confirmed_by": staff.user,
            "confirmed_at": clock.now(),
        },
    )
    if is_new:
        _tell(staff, row, new=f"{kind.name}（{why}）", source=_("登记标签"), cause=cause)
    return made


@transaction.atomic
def review(staff: Staff, pk: int, *, basis: str, cause: UUID | None = None) -> PersonLabel:
    """The label still fits, on a basis that is told anew; the next review follows by its interval."""
    row = _held(staff, pk)
    row.basis = _basis(basis)
    row.review_on = clock.today() + timedelta(days=row.label.review_days)
    row.confirmed_by, row.confirmed_at = staff.user, clock.now()
    row.save(update_fields=["basis", "review_on", "confirmed_by", "confirmed_at"])
    told = f"{row.label.name}（{row.basis}）"
    _tell(staff, row.person, new=told, source=_("复核标签"), cause=cause)
    return row


@transaction.atomic
def end(
    staff: Staff, pk: int, *, reason: str, until: date | None = None, cause: UUID | None = None
) -> PersonLabel:
    """The label fits no more; it stays in the history. Ended twice it is ended once."""
    row = _held(staff, pk, ended=True)
    if row.until is not None:
        return row
    day = until or clock.today()
    if not row.since <= day <= clock.today():
        raise _invalid("until", _("结束日期应在开始日期和今天之间。"))
    why = _basis(reason)
    row.until = day
    row.save(update_fields=["until"])
    told = {"old": row.label.name, "new": f"{_('结束')}（{why}）"}
    _tell(staff, row.person, **told, source=_("结束标签"), cause=cause)
    return row


@transaction.atomic
def refuse(staff: Staff, person: UUID, label: str, *, reason: str) -> LabelRefusal:
    """A suggested label does not fit: it is not suggested again."""
    row, kind = _mine(staff, person), _label(label)
    made, _new = LabelRefusal.objects.get_or_create(
        person=row, label=kind, defaults={"reason": _basis(reason), "actor": staff.user}
    )
    return made


def _mine(staff: Staff, uid: UUID) -> Person:
    row = access.fetch(staff, uid)
    staff.require(ABILITY, row.area_id)
    return row


def _held(staff: Staff, pk: int, *, ended: bool = False) -> PersonLabel:
    rows = PersonLabel.objects.select_related("person", "label").filter(
        pk=pk, label__sensitive=False, person__hidden=""
    )
    row = (rows if ended else rows.filter(until=None)).first()
    if row is None:
        raise Missing
    staff.require(ABILITY, row.person.area_id)
    return row


def _label(name: str) -> Label:
    row = Label.objects.filter(name=name).first()
    if row is None:
        raise Missing
    if row.sensitive:
        raise Refused(
            "label.guarded",
            _("“%(name)s”属于专项信息，不作标签登记；请由有权限的岗位在“专项”中登记。")
            % {"name": name},
        )
    return row


def _basis(text: str) -> str:
    told = tidy(text)
    if not SHORTEST <= len(told) <= LONGEST:
        raise _invalid(
            "basis",
            _("请写明依据（%(least)d 到 %(most)d 个字），如证件、走访所见。")
            % {"least": SHORTEST, "most": LONGEST},
        )
    return told


def _invalid(field: str, detail: str) -> Invalid:
    return Invalid("label.invalid", detail, (FieldFault(field, detail),))


def _tell(
    staff: Staff, person: Person, *, old: str = "", new: str, source: str, cause: UUID | None
) -> None:
    PersonChange.objects.create(
        person=person,
        field="label",
        old=old,
        new=new[:240],
        version=person.version,
        source=source,
        cause=cause,
        actor=staff.user,
    )
    Person.objects.filter(pk=person.pk).update(changed_at=clock.now())  # so that phones get it
