"""When the demo's incidents are reported: at the hours at which real cities report."""

import json
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

from wangge.kernel.clock import BEIJING

WEEK = 168


@cache
def _week() -> list[int]:
    """Read the requests of each hour of the week (data/arrivals.json: City of Boston, PDDL)."""
    text = files("wangge.demo").joinpath("data/arrivals.json").read_text()
    return list(json.loads(text)["week"])


def arrivals(number: int, *, until: datetime, days: int, rng: Random) -> list[datetime]:
    """Draw `number` moments of the `days` before `until`, in order."""
    last = until.astimezone(BEIJING).replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=n) for n in range(1, days * 24 + 1)]
    hours.reverse()
    week = _week()
    weights = list(accumulate(week[hour.weekday() * 24 + hour.hour] for hour in hours))
    drawn = rng.choices(hours, cum_weights=weights, k=number)
    return sorted(hour + timedelta(seconds=rng.randrange(3600)) for hour in drawn)
