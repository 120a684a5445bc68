"""Work out the targets of the demo's synthetic people from published census tables.

Usage: python tools/pack_demo_census.py FOLDER_WITH_STATS COUNTY_CODE OUT.json

The county's own row of the 2020 census gives ages, sexes, household mean, one-person share and the
share registered elsewhere. Two things it lacks are borrowed and bent to what it does give: the sex
ratio of each age (nation, 2020) to the county's men for each 100 women, and the household sizes
above one (a province's table) to the county's mean.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

SOURCES = {
    "census": "2020 population census of China by county, tables of package tudigong (MIT)",
    "sex_by_age": "UN World Population Prospects 2024, China 2020 (CC BY 3.0 IGO)",
    "household_sizes": "Fujian statistics bureau, 2020 census table 0306",
}
LAST_AGE = 100
OLDEST_GROUP = 85
# From each age beyond 85 to the next about this part is still alive (life tables of China, 2020).
STILL_ALIVE = 0.83


def county_row(folder: Path, table: str, code: str) -> dict[str, str]:
    with gzip.open(
        folder / "census2020_county" / f"{table}.csv.gz", "rt", encoding="utf-8-sig"
    ) as f:
        return next(row for row in csv.DictReader(f) if row["CODE"] == code)


def share_by_age(ages: dict[str, str]) -> list[float]:
    """One share for each year of age: even inside a group, falling beyond 85."""
    shares = [0.0] * (LAST_AGE + 1)
    groups = [key.removeprefix("AGES_") for key in ages if key.startswith("AGES_")]
    for group in groups[groups.index("0") :]:
        share = float(ages[f"AGES_{group}"])
        if group == "85P":
            weights = [STILL_ALIVE**n for n in range(LAST_AGE + 1 - OLDEST_GROUP)]
            for n, weight in enumerate(weights):
                shares[OLDEST_GROUP + n] = share * weight / sum(weights)
            continue
        first, _, last = group.partition("-")
        years = range(int(first), int(last or first) + 1)
        for age in years:
            shares[age] = share / len(years)
    total = sum(shares)
    return [share / total for share in shares]


def men_by_age(folder: Path, shares: list[float], men_per_100_women: float) -> list[float]:
    """Multiply the nation's odds of being a man by one factor, so that the county's ratio is met."""
    odds = [1.0] * (LAST_AGE + 1)
    with (folder / "china_2020_age_sex_unwpp2024.csv").open() as file:
        for row in csv.DictReader(file):
            for age in range(int(row["age_from"]), int(row["age_to"] or LAST_AGE) + 1):
                odds[age] = int(row["male"]) / int(row["female"])
    wanted = men_per_100_women / (100 + men_per_100_women)
    low, high = 0.1, 10.0
    for _ in range(60):
        factor = (low + high) / 2
        men = [odd * factor / (1 + odd * factor) for odd in odds]
        total = sum(share * part for share, part in zip(shares, men, strict=True))
        low, high = (factor, high) if total < wanted else (low, factor)
    return men


def household_sizes(folder: Path, one: float, mean: float) -> list[float]:
    """Tilt a published table by size so that the county's one-person share and mean are met."""
    with (folder / "household_size_shares.csv").open() as file:
        row = next(r for r in csv.DictReader(file) if r["area"] == "福建省")
    base = [float(row[key]) for key in ("p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10plus")]
    low, high = 0.01, 5.0
    for _ in range(60):
        tilt = (low + high) / 2
        rest = [part * tilt**n for n, part in enumerate(base)]
        rest = [part / sum(rest) * (1 - one) for part in rest]
        found = one + sum(part * n for n, part in enumerate(rest, 2))
        low, high = (tilt, high) if found < mean else (low, tilt)
    return [one, *rest]


def pack(folder: Path, code: str, out: Path) -> None:
    ages, households, population, housing = (
        county_row(folder, table, code) for table in ("ages", "households", "population", "housing")
    )
    shares = share_by_age(ages)
    one, mean = float(households["HHLD_1P"]), float(households["HHLD_S"])
    targets = {
        "county": code,
        "sources": SOURCES,
        "population": int(population["POPU"]),
        "age_share": shares,
        "men_share_by_age": men_by_age(folder, shares, float(population["POPU_WM"])),
        "household_size_share": household_sizes(folder, one, mean),
        "household_mean": mean,
        "with_65": float(households["HHLD_65"]),
        "rented": float(housing["HOUS_SAMP_LEAS"]),
        "registered_other_province": float(population["POPU_REG_O"]),
        "registered_other_county": float(population["POPU_REG_P"]),
        "registered_other_town": float(population["POPU_REG_C"]),
        "minority": float(population["POPU_ETHNIC"]),
    }
    rounded = json.loads(json.dumps(targets), parse_float=lambda text: round(float(text), 6))
    out.write_text(json.dumps(rounded, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    pack(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
