"""Count at which hours of the week real service requests come in, for the demo's incidents.

Usage: python tools/pack_demo_arrivals.py boston311_2015.csv.gz OUT.json

Input: City of Boston, 311 service requests of 2015 (Public Domain Dedication and License).
"""

import csv
import gzip
import json
import sys
from datetime import datetime
from pathlib import Path

HOURS = 168
SOURCE = "City of Boston, 311 service requests 2015 (PDDL): requests by hour of the week, Monday 0 h first"


def pack(table: Path, out: Path) -> None:
    week = [0] * HOURS
    with gzip.open(table, "rt") as file:
        for row in csv.DictReader(file):
            opened = datetime.fromisoformat(row["open"])
            week[opened.weekday() * 24 + opened.hour] += 1
    out.write_text(json.dumps({"source": SOURCE, "week": week}) + "\n")


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
