"""The ledger of residents among the kinds that come in at the desk."""

from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Subject
from wangge.exchange.findings import Kind
from wangge.exchange.ledgers import Ledger, register
from wangge.people.imports import ABILITY, KIND, import_people, preview, write_reports
from wangge.people.parsing import kinds
from wangge.people.round_trip.comparing import compare
from wangge.people.round_trip.judging import KINDS
from wangge.people.round_trip.writing import write

FAULTS = tuple(kind for kind in (*vars(kinds).values(), *KINDS) if isinstance(kind, Kind))


def register_ledger() -> None:
    """Add the ledger of residents to what can be taken in."""
    register(
        Ledger(
            key=KIND,
            title="人口台账",
            needed="姓名",
            unit="人",
            ability=ABILITY,
            choices=lambda area: dictionary_at(area).sections(Subject.PERSON),
            faults=FAULTS,
            preview=preview,
            take=import_people,
            compare=compare,
            write=write,
            write_reports=write_reports,
        )
    )
