"""Sealed texts inside JSON columns, when keys change."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from wangge.privacy.fields import MARK, FactsField, close, is_telling, open_text
from wangge.privacy.keys import SEAL, ring


@dataclass(frozen=True)
class Facts:
    """A JSON column some of whose texts are sealed; `context` names columns and the `key`."""

    model: str
    name: str
    context: str

    @property
    def table(self) -> Any:
        return apps.get_model(self.model)

    @property
    def bound_to(self) -> list[str]:
        named = (name for _, name, *_ in Formatter().parse(self.context) if name)
        return [name for name in named if name != "key"]

    @property
    def seals_numbers(self) -> bool:
        """Whether texts that hold numbers are sealed whatever their key."""
        return isinstance(self.table._meta.get_field(self.name), FactsField)  # noqa: SLF001


def keys_of(facts: Facts) -> Counter[int]:
    """How many texts lie under each key."""
    found: Counter[int] = Counter()
    for values in _rows(facts).filter(as_text__contains=MARK).iterator():
        found += Counter(_key(text) for text in _texts(json.loads(values["as_text"])))
    return found


def reseal(facts: Facts, size: int) -> Iterator[int]:
    """Bring the texts under the current key, batch by batch; numbers that lie open are sealed."""
    last = 0
    while True:
        with transaction.atomic():
            rows = list(_rows(facts).filter(pk__gt=last).order_by("pk")[:size])
            if not rows:
                return
            last = rows[-1]["pk"]
            done = sum(_renew(facts, values) for values in rows)
        yield done


def _rows(facts: Facts) -> Any:
    rows = facts.table.objects.annotate(as_text=Cast(facts.name, TextField()))
    return rows.values("pk", "as_text", *facts.bound_to)


def _renew(facts: Facts, values: dict[str, Any]) -> int:
    text = values["as_text"]
    if MARK not in text and not (facts.seals_numbers and is_telling(text)):
        return 0
    bound = {name: values[name] for name in facts.bound_to}
    kept = json.loads(text)
    fresh = _fresh(facts, kept, bound)
    if fresh == kept:
        return 0
    return _put(facts, values["pk"], text, json.dumps(fresh))


def _fresh(facts: Facts, fact: Any, bound: dict[str, Any]) -> Any:
    if isinstance(fact, dict):
        return {key: _fresh(facts, each, {**bound, "key": key}) for key, each in fact.items()}
    if isinstance(fact, list):
        return [_fresh(facts, each, bound) for each in fact]
    if not isinstance(fact, str):
        return fact
    context = facts.context.format(**bound)
    if fact.startswith(MARK):
        old = _key(fact) != ring(SEAL).current
        return close(open_text(fact, context), context) if old else fact
    return close(fact, context) if facts.seals_numbers and is_telling(fact) else fact


def _put(facts: Facts, pk: int, old: str, new: str) -> int:
    quote, options = connection.ops.quote_name, facts.table._meta  # noqa: SLF001
    value = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    name = quote(facts.name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(options.db_table)} SET {name} = {value}"  # noqa: S608 -- names of fields
            f" WHERE {quote(options.pk.column)} = %s AND {name} = {value}",
            [new, pk, old],
        )
        return int(cursor.rowcount)


def _texts(fact: Any) -> Iterator[str]:
    if isinstance(fact, str) and fact.startswith(MARK):
        yield fact
    elif isinstance(fact, list):
        for each in fact:
            yield from _texts(each)
    elif isinstance(fact, dict):
        yield from _texts(list(fact.values()))


def _key(text: str) -> int:
    return base64.b64decode(text.removeprefix(MARK))[0]
