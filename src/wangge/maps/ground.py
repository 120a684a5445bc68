"""The county's own base map: GeoJSON layers and a tile archive that lie with the data.

`map/` in the data directory may hold streets, water, green and houses as `.geojson` in CGCS2000.
Nothing is asked of any other server.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from shapely.geometry import shape

from wangge.areas.boundaries import collection
from wangge.kernel.errors import Missing

LAYERS = ("green", "water", "houses", "streets")
MOST = 20_000
Frame = tuple[float, float, float, float]  # west, south, east, north


def folder() -> Path:
    """Where the operator puts the layers."""
    return Path(settings.DATA_DIR) / "map"


def present() -> list[str]:
    """Which layers there are, the lowest first."""
    return [name for name in LAYERS if _path(name).is_file()]


def layer(name: str, frame: Frame | None = None) -> dict[str, Any]:
    """The features of a layer, within a frame if one is given; never more than a browser bears."""
    path = _path(name)
    if name not in LAYERS or not path.is_file():
        raise Missing
    features, tree = _read(path, path.stat().st_mtime_ns)
    if frame is None:
        return collection(features[:MOST])
    near = sorted(tree.query(shapely.box(*frame)).tolist())[:MOST]
    return collection([features[order] for order in near])


def around(frame: Frame) -> dict[str, list[dict[str, Any]]]:
    """The features of every layer there is that lie in a frame."""
    return {name: layer(name, frame)["features"] for name in present()}


def stamp(name: str) -> int:
    """Changes whenever the layer does; 0 where there is none."""
    path = _path(name)
    return path.stat().st_mtime_ns if path.is_file() else 0


def tiles() -> Path | None:
    """The tile archive (PMTiles) that the setting names, if it is there."""
    path = Path(settings.MAP_TILES) if settings.MAP_TILES else None
    return path if path and path.is_file() else None


def _path(name: str) -> Path:
    return folder() / f"{name}.geojson"


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> tuple[list[dict[str, Any]], shapely.STRtree]:
    features = [
        row
        for row in json.loads(path.read_text(encoding="utf-8")).get("features", [])
        if row.get("geometry")
    ]
    return features, shapely.STRtree([shape(row["geometry"]) for row in features])
