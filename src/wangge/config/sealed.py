"""Everything that lies sealed, and what binds it to its row: what a change of keys goes through."""

import json
from collections.abc import Callable
from uuid import UUID

from wangge.guarded.envelopes import Case, indexes
from wangge.people.finding import tail
from wangge.privacy.facts import Facts
from wangge.privacy.fields import FACTS_CONTEXT
from wangge.privacy.keys import GUARDED, GUARDED_INDEX, INDEX
from wangge.privacy.rotation import Column, Index, Sealed
from wangge.privacy.sealing import blind


def _blind(kind: str) -> Callable[[str], bytes]:
    return lambda value: blind(value, kind)


def _of_case(column: str) -> Index:
    def index(text: str) -> bytes:
        told = json.loads(text)
        case = Case(UUID(told["subject"]), told["kind"], worker=told["worker"])
        return indexes(case)[column]

    return Index(column, GUARDED_INDEX, index)


_ID = Index("id_index", INDEX, _blind("id_number"))
_PHONE = Index("index", INDEX, _blind("phone"))

SEALED = Sealed(
    columns=(
        Column("people.Person", "id_sealed", "person:{uid}:id_number", indexes=(_ID,)),
        Column(
            "people.Phone",
            "sealed",
            "person:{person__uid}:phone",
            indexes=(_PHONE, Index("tail", INDEX, tail)),
        ),
        Column(
            "premises.PremisesContact",
            "sealed",
            "premises:{premises__uid}:{role}",
            indexes=(_PHONE,),
        ),
        Column("premises.Rental", "phone_sealed", "rental:{uid}:phone"),
        Column("premises.Rental", "id_sealed", "rental:{uid}:id_number", indexes=(_ID,)),
        Column("incidents.Incident", "reporter_phone", "incident:{uid}:phone"),
        Column("upkeep.Merge", "before", "merge:{uid}"),
        Column("sync.SyncConflict", "offered", "conflict:{uid}:offered"),
        Column("rights.DataRequest", "detail_sealed", "data_request:{uid}"),
        Column(
            "guarded.GuardedRecord",
            "sealed",
            "guarded:{uid}",
            ring=GUARDED,
            indexes=(_of_case("subject_index"), _of_case("kind_index"), _of_case("worker_index")),
        ),
        Column("guarded.GuardedEntry", "sealed", "guarded-entry:{uid}", ring=GUARDED),
    ),
    facts=(
        Facts("people.Person", "facts", FACTS_CONTEXT),
        Facts("people.Household", "facts", FACTS_CONTEXT),
        Facts("lives.LifeEvent", "facts", FACTS_CONTEXT),
        Facts("lives.LifeEvent", "before", FACTS_CONTEXT),
        Facts("places.Estate", "facts", "fact:{uid}:{key}"),
        Facts("places.Building", "facts", "fact:{uid}:{key}"),
        Facts("places.Dwelling", "facts", "fact:{uid}:{key}"),
        Facts("premises.Premises", "facts", "fact:{uid}:{key}"),
        Facts("premises.Rental", "facts", "fact:{uid}:{key}"),
    ),
)
