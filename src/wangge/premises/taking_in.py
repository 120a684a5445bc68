"""The ledger of units among the kinds that come in at the desk."""

from wangge.dictionary.queries import dictionary_at
from wangge.exchange.ledgers import Ledger, register
from wangge.people.taking_in import FAULTS
from wangge.premises.imports import ABILITY, KIND, import_premises, preview, write_reports
from wangge.premises.meanings import choices
from wangge.premises.parsing import KINDS_OF_FINDINGS
from wangge.premises.round_trip import compare, write


def register_ledger() -> None:
    """Add the ledger of units to what can be taken in."""
    register(
        Ledger(
            key=KIND,
            title="单位台账",
            needed="单位名称",
            unit="家",
            ability=ABILITY,
            choices=lambda area: choices(dictionary_at(area)),
            faults=(*FAULTS, *KINDS_OF_FINDINGS),
            preview=preview,
            take=import_premises,
            compare=compare,
            write=write,
            write_reports=write_reports,
        )
    )
