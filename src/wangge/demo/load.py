"""Builds the whole demo county."""

import json
import logging
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from wangge.areas import queries as areas
from wangge.demo.base import write_base
from wangge.demo.county import load_buildings, load_county
from wangge.demo.crew import Crew
from wangge.demo.ground import load_ground
from wangge.demo.outskirts import load_outskirts
from wangge.demo.population import make_households
from wangge.demo.premises import load_premises
from wangge.demo.publicity import load_publicity
from wangge.demo.replay import replay
from wangge.demo.residents import load_residents
from wangge.demo.staff import load_staff
from wangge.demo.visits import load_visits
from wangge.incidents.actions.cataloguing import load_catalogue
from wangge.kernel import clock
from wangge.kernel.clock import BEIJING
from wangge.kernel.errors import Refused
from wangge.maps.ground import folder as map_folder
from wangge.places.models import Dwelling

logger = logging.getLogger(__name__)

SIZES = {"small": 0, "county": 500_000}
"""How many people live outside the drawn town."""
HOUSEHOLDS, INCIDENTS = 2000, 320
SETUP_DAYS = 120


def build(size: str, today: date) -> list[dict[str, object]]:
    """Load the demo county and list its accounts; where it is loaded already, only list them.

    `size` is `small` (about 2,000 households and 320 incidents) or `county` (500,000 people).
    """
    if is_loaded():
        return accounts()
    if areas.county():
        raise Refused("demo.other", "这个数据目录里已有别的县区，演示数据请放在一个空目录。")
    ground = load_ground()
    start = datetime.combine(today - timedelta(days=SETUP_DAYS), time(9), BEIJING)
    with transaction.atomic():
        with clock.at(start):
            load_county(ground, start.date())
            load_catalogue()
            made = [account.row() for account in load_staff(ground, start)]
            homes = lived_in(load_buildings(ground), HOUSEHOLDS)
            load_residents(make_households(HOUSEHOLDS, today=today), homes, today)
            if people := SIZES[size]:
                load_outskirts(people, today)
            crew = Crew(ground)
            load_premises(ground, crew, today)
            _send_on_leave(crew, today)
        for reason in replay(ground, crew, INCIDENTS, until=until(today)):
            logger.warning("demo: %s", reason)
        load_visits(ground, crew, today)
        load_publicity(ground, crew, today)
    write_base(map_folder())
    _path().write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def is_loaded() -> bool:
    """Whether this installation holds the demo county already."""
    return _path().is_file() and areas.county() is not None


def accounts() -> list[dict[str, object]]:
    """Who can sign in to the demo: user name, password, post, level, area, abilities."""
    rows: list[dict[str, object]] = json.loads(_path().read_text(encoding="utf-8"))
    return rows


def lived_in(homes: list[Dwelling], number: int) -> list[Dwelling]:
    """Choose the dwellings that are not empty, in their order."""
    chosen = sorted(Random(5).sample(range(len(homes)), min(number, len(homes))))
    return [homes[i] for i in chosen]


def _path() -> Path:
    return Path(settings.DATA_DIR) / "accounts.json"


def until(today: date) -> datetime:
    """Up to when incidents are played: now, or the evening of another day."""
    if today == clock.today():
        return clock.now()
    return datetime.combine(today, time(18), BEIJING)


def _send_on_leave(crew: Crew, today: date) -> None:
    """One absence of the past, one that lasts: the B holders stand in."""
    morning = datetime.combine(today, time(8), BEIJING)
    crew.send_on_leave("wg_wang", morning - timedelta(days=40), days=7)
    crew.send_on_leave("wg_zhang", morning - timedelta(days=2), days=6)
