"""Who may see which fields, and who may add some of their own."""

from collections.abc import Iterable

from wangge.dictionary.models import LocalField
from wangge.dictionary.shape import Field
from wangge.kernel.errors import Missing
from wangge.posts.access import Duty, Staff

# Who does more in an area than collect: not 协管员, 信息员 and 楼栋长.
MORE = frozenset({"confirm", "classify", "dispatch", "handle", "verify", "supervise"})


def may_define(staff: Staff, area: int) -> bool:
    """Administrators, and whoever both classifies and supervises there (社区书记, 县级中心)."""
    return any(_defines(duty) and duty.covers(area) for duty in staff.duties)


def _defines(duty: Duty) -> bool:
    return "administer" in duty.abilities or {"classify", "supervise"} <= duty.abilities


def define_ranges(staff: Staff) -> tuple[tuple[int, int], ...]:
    """Where the person may add fields."""
    return tuple(sorted({r for duty in staff.duties if _defines(duty) for r in duty.ranges}))


def require_define(staff: Staff, area: int) -> None:
    """`Missing` for those who may not add fields at `area`."""
    if not may_define(staff, area):
        raise Missing


def may_see(staff: Staff, field: Field, area: int) -> bool:
    """Whether one of the person's duties at `area` opens the field's section, and the field."""
    return any(
        duty.covers(area)
        and field.section.value not in duty.hidden_sections
        and (not field.restricted or bool(duty.abilities & MORE))
        for duty in staff.duties
    )


def seen(staff: Staff, fields: Iterable[Field], area: int) -> tuple[Field, ...]:
    """The fields that the person's duties at `area` open."""
    return tuple(field for field in fields if may_see(staff, field, area))


def fetch(staff: Staff, key: str) -> LocalField:
    """The local field, or `Missing` for those who may not change it."""
    row = LocalField.objects.select_related("area").filter(key=key).first()
    if row is None:
        raise Missing
    require_define(staff, row.area_id)
    return row
