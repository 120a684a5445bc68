"""The right answers for the three messy ledgers in tests/data/messy."""

import json
from collections import Counter
from pathlib import Path

from wangge.people.parsing.identity import IdState
from wangge.people.rules import relation_label

MESSY = Path(__file__).parents[1] / "data" / "messy"
ROSTER, MIGRANTS, CARE = (
    MESSY / "01居民花名册.xlsx",
    MESSY / "02流动人口台账.xls",
    MESSY / "03关爱对象花名册_gbk.csv",
)
FAULTS = json.loads((MESSY / "truth.json").read_text("utf-8"))
HOUSEHOLDS = json.loads((MESSY / "truth_people.json").read_text("utf-8"))
PEOPLE = [person for household in HOUSEHOLDS for person in household]
BY_PLACE = {}
for one in PEOPLE:
    BY_PLACE.setdefault((one["name"], one["addr"]), []).append(one)


def right(draft):
    """The truth about a draft: the person of that name in that home."""
    found = BY_PLACE.get((draft.name, draft.place), [])
    if len(found) > 1:
        found = [p for p in found if str(draft.birth_date) == p["birth"]]
    return found[0] if found else None


def compare(drafts):
    """How often each field was right, wrong or left empty, and every wrong ID number."""
    counts, wrong_ids = Counter(), []
    for draft in drafts:
        truth = right(draft)
        if truth is None:
            counts["name", "wrong"] += 1
            continue
        counts["name", "right"] += 1
        given = {
            "sex": {"1": "男", "2": "女"}.get(draft.sex, ""),
            "birth": str(draft.birth_date or ""),
            "idno": draft.id_number,
            "phone": draft.phones[0] if draft.phones else "",
            "relation": relation_label(draft.relation, draft.sex),
            "addr": draft.place,
        }
        for field, value in given.items():
            agrees = value == truth[field]
            if field == "relation" and {value, truth[field]} in ({"长女", "女"}, {"长子", "子"}):
                agrees = True  # 长女 is a 女, told more exactly
            counts[field, "empty" if not value else "right" if agrees else "wrong"] += 1
        if draft.id_state is IdState.VALID and draft.id_number != truth["idno"]:
            wrong_ids.append((draft.sheet, draft.row, draft.id_number))
    return counts, wrong_ids
