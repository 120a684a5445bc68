"""Reading the register of units and places."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet

from wangge.dictionary.access import seen
from wangge.kernel import clock
from wangge.kernel.codes import Level, below
from wangge.places import facts
from wangge.posts import queries as posts
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.fields import premises_fields
from wangge.premises.models import Premises, PremisesContact
from wangge.premises.rules import ATTENTION, HAZARDS, KINDS, TRADES
from wangge.privacy.masks import mask_name

Row = TypeVar("Row", bound=Model)
STATES = {
    "open": "在营",
    "closed": "已注销（关停）",
    "doubt": "信用代码存疑",
    "no_grid": "未落网格",
}


@dataclass(frozen=True)
class Filters:
    """What a list of units can be narrowed by; empty means all."""

    text: str = ""
    under: int | None = None
    kind: str = ""
    attention: str = ""
    hazard: str = ""
    state: str = ""


def within(rows: "QuerySet[Row]", under: int | None) -> "QuerySet[Row]":
    """The rows whose area lies at or below `under`; all of them where it is None."""
    if under is None:
        return rows
    inside = below(under)
    return rows.filter(area_id__gte=inside.start, area_id__lt=inside.stop)


def listed(staff: Staff, filters: Filters) -> "QuerySet[Premises]":
    """Units in reach that match, in the order they were entered."""
    rows = within(access.visible(staff), filters.under)
    if filters.text.strip():
        rows = rows.filter(search__finds=filters.text)
    for name in ("kind", "attention", "hazard"):
        if wanted := getattr(filters, name):
            rows = rows.filter(**{name: wanted})
    return _in_state(rows, filters.state).prefetch_related("contacts").order_by("pk")


def _in_state(rows: "QuerySet[Premises]", state: str) -> "QuerySet[Premises]":
    today = clock.today()
    if state == "open":
        return rows.filter(_is_open(today))
    if state == "closed":
        return rows.filter(closed_on__lte=today)
    if state == "doubt":
        return rows.exclude(code_doubt="")
    if state == "no_grid":
        return rows.filter(area__level__lt=Level.GRID)
    return rows


def _is_open(today: date) -> Q:
    return Q(closed_on=None) | Q(closed_on__gt=today)


def progress(staff: Staff, under: int | None = None) -> dict[str, Any]:
    """How far the units are taken into grids: those of a grid ÷ all that are open (纳入率)."""
    rows = _in_state(within(access.visible(staff), under), "open")
    counted = (
        rows.order_by()
        .values("kind")
        .annotate(n=Count("pk"), bound=Count("pk", filter=Q(area__level=Level.GRID)))
    )
    kinds = {row["kind"]: (row["n"], row["bound"]) for row in counted}
    total = sum(n for n, _bound in kinds.values())
    bound = sum(bound for _n, bound in kinds.values())
    return {
        "total": total,
        "bound": bound,
        "rate": round(100 * bound / total, 1) if total else None,
        "kinds": [(key, KINDS[key], *kinds[key]) for key in KINDS if key in kinds],
    }


def shown(staff: Staff, row: Premises) -> dict[str, Any]:
    """A unit (of `listed`) as lists show it."""
    close = access.is_close(staff, row.area_id)
    return {
        "id": row.uid,
        "area": row.area,
        "kind": row.kind,
        "kind_label": KINDS.get(row.kind, ""),
        "name": row.name,
        "credit_code": row.credit_code,
        "code_doubt": row.code_doubt,
        "address": row.address,
        "trade": TRADES.get(row.trade, ""),
        "legal_person": row.legal_person,
        "staff_count": row.staff_count,
        "hazardous": row.hazardous,
        "hazard": row.hazard,
        "hazard_label": HAZARDS.get(row.hazard, ""),
        "attention": row.attention,
        "attention_label": ATTENTION.get(row.attention, ""),
        "opened_on": row.opened_on,
        "closed_on": row.closed_on,
        "is_open": row.closed_on is None or row.closed_on > clock.today(),
        "contacts": [_contact(each, close=close) for each in row.contacts.all()],
        "version": row.version,
    }


def _contact(row: PremisesContact, *, close: bool) -> dict[str, str]:
    return {
        "role": row.role,
        "role_label": row.get_role_display(),
        # The legal person's name is in the public register; others are people like any other.
        "name": row.name if close or row.role == row.Role.LEGAL else mask_name(row.name),
        "phone": row.hint,
    }


def detail(staff: Staff, row: Premises) -> dict[str, Any]:
    """A unit as its own page shows it."""
    close = access.is_close(staff, row.area_id)
    workers = row.employments.filter(until=None, person__hidden="").select_related("person")
    return shown(staff, row) | {
        "facts": facts.shown(
            seen(staff, premises_fields(row.area_id), row.area_id), row.facts, close=close
        ),
        "grid_workers": grid_workers(row.area_id),
        "building": row.building,
        "dwelling": row.dwelling,
        "workers": [
            {
                "id": each.person.uid,
                "name": each.person.name if close else mask_name(each.person.name),
                "duty": each.duty,
                "since": each.since,
                "pk": each.pk,
            }
            for each in workers
        ],
        "twins": list(twins(staff, row)),
    }


def grid_workers(code: int) -> list[str]:
    """Who is the contact of the grid (网格联系人) today; nobody where it is not a grid."""
    if code % 1000 == 0:
        return []
    return [f"{row.user.name}（{row.post.name}）" for row in posts.grid_workers(code)]


def twins(staff: Staff, row: Premises) -> "QuerySet[Premises]":
    """Other open units in reach with the same credit code."""
    if not row.credit_code:
        return access.visible(staff).none()
    same = access.visible(staff).filter(credit_code=row.credit_code)
    return _in_state(same, "open").exclude(pk=row.pk)


def of_code(staff: Staff, code: str) -> "QuerySet[Premises]":
    """Open units in reach with this credit code, for a warning while typing."""
    return _in_state(access.visible(staff).filter(credit_code=code), "open")
