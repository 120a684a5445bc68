"""Pack the base map of the demo town: streets, water, green and outlines of buildings.

Usage: python tools/pack_demo_base.py FOLDER_WITH_SHANGHAI_GEOJSON OUT.json.gz

Input are extracts of OpenStreetMap (© OpenStreetMap contributors, ODbL 1.0), output is a database
derived from them under the same licence: one GeoJSON FeatureCollection for each layer.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from shapely import box, get_parts, make_valid, set_precision
from shapely.geometry import mapping, shape

CLIP = box(121.484, 31.222, 121.545, 31.253)
DIGITS = 1e-6
LAYERS: dict[str, tuple[str, dict[str, str]]] = {
    # layer: file, and what each kind of the source is called here
    "streets": (
        "roads",
        {"highway": "major", "major_road": "major", "minor_road": "minor", "path": "path"},
    ),
    "water": ("water", dict.fromkeys(("water", "river", "riverbank", "canal"), "water")),
    "green": ("landuse", dict.fromkeys(("grass", "park", "garden", "recreation_ground"), "green")),
    "houses": ("buildings", {"building": "house"}),
}


def features(folder: Path, name: str, kinds: dict[str, str]) -> list[dict[str, Any]]:
    """The features of the kinds wanted, cut to the map's frame; only name and kind are kept."""
    rows = json.loads((folder / f"shanghai_{name}.geojson").read_text(encoding="utf-8"))["features"]
    found = []
    for row in rows:
        kind = kinds.get(row["properties"].get("kind", ""))
        area = name != "roads"
        if not kind or row["geometry"]["type"].endswith("Polygon") != area:
            continue
        cut = set_precision(make_valid(shape(row["geometry"])).intersection(CLIP), DIGITS)
        wanted = ("Polygon",) if area else ("LineString",)
        facts = {"kind": kind}
        if title := row["properties"].get("name"):
            facts["name"] = title
        found += [
            {"type": "Feature", "properties": facts, "geometry": mapping(part)}
            for part in get_parts(cut)
            if part.geom_type in wanted and not part.is_empty
        ]
    return found


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    base = {
        layer: {"type": "FeatureCollection", "features": features(folder, name, kinds)}
        for layer, (name, kinds) in LAYERS.items()
    }
    text = json.dumps(base, ensure_ascii=False, separators=(",", ":"))
    out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print({layer: len(rows["features"]) for layer, rows in base.items()}, len(text))


if __name__ == "__main__":
    main()
