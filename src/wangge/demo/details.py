"""What the demo's ledger knows of its people beyond the basics: as uneven as a real one's."""

from datetime import date, timedelta
from random import Random
from typing import Any

from wangge.people.models import Person
from wangge.people.rules import ADULT, age

PENSION = 60
CONFIRMED_WITHIN = 420  # days: the interval of a year has passed for some
JOBS = (
    "教师",
    "护士",
    "司机",
    "厨师",
    "会计",
    "程序员",
    "保洁员",
    "店主",
    "电工",
    "快递员",
    "保安",
)
REASONS = ("务工", "经商", "随迁", "投亲靠友")
SCHOOLING = ("20", "30", "40", "60", "70", "80")  # GB/T 4658
ECONOMY = ("工资收入为主", "退休金为主", "个体经营", "较困难")
RELATIONS = ("子女在本市", "独自来此", "与父母同住", "亲属在外地")
POLITICAL = ("01", "03", *["13"] * 10)  # GB/T 4762

KNOWN = {
    "hazards": 0.75, "economy": 0.6, "relations": 0.4, "arrival": 0.8, "schooling": 0.7, "job": 0.65,
}  # fmt: skip
"""Of which share of those asked the fact is known."""


def household(rng: Random) -> dict[str, Any]:
    """Facts of a household."""
    facts: dict[str, Any] = {}
    if rng.random() < KNOWN["hazards"]:
        facts |= {"home_hazards": ["00"], "dispute": "无"}
    if rng.random() < KNOWN["economy"]:
        facts["economy_note"] = rng.choice(ECONOMY)
    if rng.random() < KNOWN["relations"]:
        facts["social_relations"] = rng.choice(RELATIONS)
    return facts


def learn(row: Person, rng: Random, today: date) -> None:
    """Add to a resident's record what a grid worker would have learnt, and when it was borne out."""
    years = age(row.birth_date, today) if row.birth_date else 0
    facts = dict(row.facts)
    if row.residence == Person.Residence.FLOATING and rng.random() < KNOWN["arrival"]:
        facts["arrived_on"] = (today - timedelta(days=rng.randint(40, 2500))).isoformat()
        facts["stay_reason"] = rng.choice(REASONS)
    if years >= ADULT:
        facts["political"] = rng.choice(POLITICAL)
        if rng.random() < KNOWN["schooling"]:
            facts["education"] = rng.choice(SCHOOLING)
    if ADULT <= years < PENSION and rng.random() < KNOWN["job"]:
        facts["occupation"] = rng.choice(JOBS)
    row.facts = facts
    row.confirmed_on = today - timedelta(days=rng.randint(1, CONFIRMED_WITHIN))
