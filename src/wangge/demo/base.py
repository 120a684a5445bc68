"""The demo town's base map: streets, water, green and houses, laid beside the data."""

import gzip
import json
from importlib.resources import files
from pathlib import Path


def write_base(folder: Path) -> None:
    """Put the layers where the map looks for them.

    Data: © OpenStreetMap contributors, ODbL 1.0; packed by tools/pack_demo_base.py.
    """
    packed = files("wangge.demo").joinpath("data/base.json.gz").read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    for name, layer in json.loads(gzip.decompress(packed)).items():
        text = json.dumps(layer, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
