"""Who may act where, at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, CharField, DateTimeField, Prefetch, Q, QuerySet

from wangge.accounts.actions import user_of_token
from wangge.accounts.models import Token
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.posts.models import Leave, Posting
from wangge.posts.rules import WORKING
from wangge.sql.prepared import Prepared

if TYPE_CHECKING:
    from datetime import datetime

    from wangge.accounts.models import User


@dataclass(frozen=True)
class Duty:
    """One posting in force: what its holder may do and for which area codes.

    `principals` are the users this posting stands in for now (B post while A is away); `guarded`
    the kinds of guarded records it opens, `hidden_sections` those of the dictionary it does not see.
    """

    posting: int
    post: str
    title: str
    abilities: frozenset[str]
    level: Level
    area: int
    area_name: str
    ranges: tuple[tuple[int, int], ...]
    unit: int | None
    confirm_first: bool
    principals: frozenset[int] = frozenset()
    guarded: frozenset[str] = frozenset()
    hidden_sections: frozenset[str] = frozenset()

    def covers(self, code: int) -> bool:
        return any(start <= code < stop for start, stop in self.ranges)


@dataclass(frozen=True)
class Staff:
    """A signed-in person with all duties held at this moment."""

    user: User
    duties: tuple[Duty, ...]

    @property
    def abilities(self) -> frozenset[str]:
        return frozenset().union(*(duty.abilities for duty in self.duties))

    @property
    def units(self) -> frozenset[int]:
        return frozenset(duty.unit for duty in self.duties if duty.unit)

    @property
    def acts_for(self) -> frozenset[int]:
        """The person and everybody this person stands in for."""
        return frozenset({self.user.pk}).union(*(duty.principals for duty in self.duties))

    @property
    def title(self) -> str:
        """How the person signs: the first post's title."""
        return self.duties[0].title if self.duties else ""

    def ranges(self, *abilities: str) -> tuple[tuple[int, int], ...]:
        """Area ranges in which the person has one of `abilities` (any working one if none named)."""
        wanted = frozenset(abilities) or WORKING
        found = {r for duty in self.duties if duty.abilities & wanted for r in duty.ranges}
        return tuple(sorted(found))

    def find(self, ability: str, code: int, *, level: Level | None = None) -> Duty | None:
        """The duty that gives `ability` at `code` (and works at `level`), if any."""
        for duty in self.duties:
            if ability in duty.abilities and duty.covers(code) and level in {None, duty.level}:
                return duty
        return None

    def require(self, ability: str, code: int) -> Duty:
        """The duty that gives `ability` at `code`; otherwise the place does not exist for them."""
        duty = self.find(ability, code)
        if duty is None:
            raise Missing
        return duty

    def reach(self, field: str, *abilities: str) -> Q:
        """The rows whose area code `field` lies in reach."""
        within = Q(pk__in=[])
        for start, stop in self.ranges(*abilities):
            within |= Q(**{f"{field}__gte": start, f"{field}__lt": stop})
        return within


# Rights hang on none of these, and nobody's password travels with a request.
_NOT_NEEDED = (
    *(
        f"user__{name}"
        for name in ("password", "last_login", "phone", "public_phone", "created_at")
    ),
    *(f"area__{name}" for name in ("boundary", "full_name", "kind", "valid_from", "valid_to")),
)


def _in_force(moment: Any) -> QuerySet[Posting]:
    rows = Posting.objects.at(moment).select_related("user", "post", "area", "group", "unit")
    return rows.defer(*_NOT_NEEDED)


# Every request asks one of these, and asks anew: rights end the moment a posting ends.
_OF_USER = Prepared(
    lambda user, moment: _in_force(moment).filter(user_id=user),
    user=BigIntegerField(),
    moment=DateTimeField(),
)
_OF_TOKEN = Prepared(
    lambda digest, moment: _in_force(moment).filter(
        user__tokens__digest=digest, user__tokens__expires_at__gt=moment, user__is_active=True
    ),
    digest=CharField(),
    moment=DateTimeField(),
)
_GRIDS = Prepared(
    lambda group: Area.objects.filter(in_groups=group).order_by("code").values_list("code"),
    group=BigIntegerField(),
)


def staff_of(user: User) -> Staff:
    """`user` with the postings in force now; B posts count while every A holder is away."""
    return _staff(user, _OF_USER.rows(user=user.pk, moment=clock.now()))


def staff_at(user: User, moment: datetime) -> Staff:
    """`user` with the postings that were in force at an earlier moment."""
    return _staff(user, _OF_USER.rows(user=user.pk, moment=moment))


def staff_of_token(key: str) -> Staff | None:
    """Whose bearer token this is, with the postings in force now."""
    rows = _OF_TOKEN.rows(digest=Token.digest_of(key), moment=clock.now())
    user = rows[0].user if rows else user_of_token(key)
    return _staff(user, rows) if user else None


def _staff(user: User, rows: list[Posting]) -> Staff:
    return Staff(user, tuple(duty for row in rows if (duty := _duty(row))))


def _duty(row: Posting) -> Duty | None:
    principals: frozenset[int] = frozenset()
    if row.slot == Posting.Slot.B:
        holders = _holders(row)
        if any(not posting.leaves.all() for posting in holders):
            return None
        principals = frozenset(posting.user_id for posting in holders)
    return Duty(
        posting=row.pk,
        post=row.post.code,
        title=f"{(row.unit or row.group or row.area).name}{row.post.name}",
        abilities=frozenset(row.post.abilities),
        level=Level(row.post.level),
        area=row.area_id,
        area_name=row.area.name,
        ranges=_ranges(row),
        unit=row.unit_id,
        confirm_first=row.post.confirm_first,
        principals=principals,
        guarded=frozenset(row.post.guarded),
        hidden_sections=frozenset(row.post.hidden_sections),
    )


def _holders(row: Posting) -> list[Posting]:
    moment = clock.now()
    away = Leave.objects.filter(since__lte=moment, until__gt=moment)
    return list(
        Posting.objects.at(moment)
        .filter(post=row.post_id, area=row.area_id, group=row.group_id, unit=row.unit_id, slot="A")
        .prefetch_related(Prefetch("leaves", queryset=away))
    )


def _ranges(row: Posting) -> tuple[tuple[int, int], ...]:
    if row.post.of_unit:
        return ()
    if row.group:
        return tuple((code, code + 1) for (code,) in _GRIDS.rows(group=row.group_id))
    return ((row.area.codes.start, row.area.codes.stop),)
