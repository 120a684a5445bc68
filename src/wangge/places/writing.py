"""Changing a row of the ground: compare-and-set on its version, every changed field on record."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.dictionary.shape import Field
from wangge.kernel.errors import Stale
from wangge.places import facts as fact_values
from wangge.places.models import PlaceChange

HAND = "电脑端登记"
Words = Mapping[str, Mapping[Any, str]]
"""Column -> what its codes and keys are called."""
NO_WORDS: Words = {}
_LONGEST = 240


class Author(NamedTuple):
    """Who changes something, through what (登记, a file's name, a visit)."""

    user: User | None
    source: str = HAND
    cause: UUID | None = None


def change(
    row: Any,
    version: int,
    values: Mapping[str, Any],
    author: Author,
    *,
    fields: Iterable[Field] = (),
    words: Words = NO_WORDS,
    **also: Any,
) -> list[str]:
    """Write what differs in `values`, with the changes on record; answers the changed fields.

    `fields` declare the keys of `facts`, `words` tell what codes mean; `also` is written along and
    not recorded. Raises `Stale` when somebody else wrote the row first.
    """
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return []
    changes = list(_changes(row, differing, tuple(fields), words))
    touch(row, version, **differing, **also)
    PlaceChange.objects.bulk_create(
        PlaceChange(
            subject=row.uid,
            field=field,
            old=old[:_LONGEST],
            new=value[:_LONGEST],
            source=author.source[:80],
            cause=author.cause,
            actor=author.user,
        )
        for field, old, value in changes
    )
    return [field for field, _old, _new in changes]


def touch(row: Any, version: int, **new: Any) -> None:
    """Write columns and the next version where the row is still at `version`, else `Stale`."""
    manager = type(row)._base_manager  # noqa: SLF001 -- Django's name for it
    new["version"] = version + 1
    if not manager.filter(pk=row.pk, version=version).update(**new):
        current = manager.values_list("version", flat=True).get(pk=row.pk)
        raise Stale(
            "place.stale", _("这条记录刚被别人改过，请刷新页面、核对后再保存。"), int(current)
        )
    for name, value in new.items():
        setattr(row, name, value)


def note(row: Any, field: str, old: str, new: str, author: Author) -> None:
    """Put on record a change that stands in another row (a phone, a move)."""
    PlaceChange.objects.create(
        subject=row.uid,
        field=field,
        old=old[:_LONGEST],
        new=new[:_LONGEST],
        source=author.source[:80],
        cause=author.cause,
        actor=author.user,
    )


def _changes(
    row: Any, differing: Mapping[str, Any], fields: tuple[Field, ...], words: Words
) -> Iterable[tuple[str, str, str]]:
    for name, value in differing.items():
        old = getattr(row, name)
        if name == "facts":
            yield from _facts(old, value, fields)
        else:
            known = words.get(name, {})
            yield name, known.get(old) or _text(old), known.get(value) or _text(value)


def _facts(
    old: Mapping[str, Any], new: Mapping[str, Any], fields: tuple[Field, ...]
) -> Iterable[tuple[str, str, str]]:
    for field in fields:
        if old.get(field.key) != new.get(field.key):
            before, after = (
                fact_values.word(field, facts.get(field.key), close=True) for facts in (old, new)
            )
            yield field.key, before, after


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)
