"""GeoPackage (OGC 12-128): one table of surfaces in an SQLite file."""

import json
import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapely
from shapely.geometry import shape

from wangge.kernel.errors import Invalid
from wangge.maps.formats.features import MOST_FEATURES, Feature, feature
from wangge.maps.formats.projections import GEOGRAPHIC, WGS84, projection

MAGIC, APPLICATION, VERSION = b"GP", 0x47504B47, 10300
NATIONAL, UNDEFINED = 4490, 0
# How long the envelope before the geometry is, by the three bits that tell.
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
MOST_STEPS = 2_000_000


def read(content: bytes) -> list[Feature]:
    """The surfaces of the one table of features."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "read.gpkg"
        path.write_bytes(content)
        address = f"{path.as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as database:
                return _read(database)
        except (sqlite3.Error, struct.error, shapely.errors.ShapelyError, KeyError, TypeError):
            raise Invalid("file.broken", "这不是完整的 GeoPackage 文件。") from None


def _read(database: sqlite3.Connection) -> list[Feature]:
    database.execute("PRAGMA trusted_schema = OFF")
    database.set_progress_handler(lambda: 1, MOST_STEPS)  # a query that never ends is ended
    tables = database.execute(
        "SELECT g.table_name, g.column_name, s.definition FROM gpkg_geometry_columns g"
        " LEFT JOIN gpkg_spatial_ref_sys s USING (srs_id)"
    ).fetchall()
    if len(tables) != 1:
        raise Invalid("file.layers", f"GeoPackage 里有 {len(tables)} 个图层，请每次只放一个。")
    table, column, definition = tables[0]
    zone = projection(definition or "")
    rows = database.execute(f"SELECT * FROM {_quoted(table)} LIMIT {MOST_FEATURES + 1}")  # noqa: S608
    keys = [part[0] for part in rows.description]
    found = []
    for values in rows:
        columns = dict(zip(keys, values, strict=True))
        geometry = _geometry(columns.pop(column))
        found.append(feature(columns, geometry, zone))
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _geometry(blob: bytes | None) -> dict[str, Any]:
    if not blob or blob[:2] != MAGIC:
        return {}
    start = 8 + ENVELOPES[blob[3] >> 1 & 7]
    read: dict[str, Any] = json.loads(
        shapely.to_geojson(shapely.force_2d(shapely.from_wkb(blob[start:])))
    )
    return read


def write(rows: Sequence[Feature], datum: str) -> bytes:
    """A file that the usual programs open; its reference system is CGCS2000 or said to be none."""
    system = NATIONAL if datum == "cgcs2000" else UNDEFINED
    with TemporaryDirectory() as folder:
        path = Path(folder) / "write.gpkg"
        with closing(sqlite3.connect(path)) as database, database:
            _lay_out(database, list(rows[0].columns), system)
            _fill(database, rows, system)
        return path.read_bytes()


def _lay_out(database: sqlite3.Connection, keys: list[str], system: int) -> None:
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    columns = "".join(f", {_quoted(key)} TEXT" for key in keys)
    database.executescript(f"""
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
            organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
            definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL,
            identifier TEXT UNIQUE, description TEXT DEFAULT '',
            last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
            min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
            FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
        CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
            geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
            m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
        CREATE TABLE boundaries (fid INTEGER PRIMARY KEY AUTOINCREMENT, geom BLOB{columns});
    """)
    systems = [
        ("Undefined cartesian", -1, "NONE", -1, "undefined"),
        ("Undefined geographic", 0, "NONE", 0, "undefined"),
        ("WGS 84", 4326, "EPSG", 4326, WGS84),
        ("CGCS2000", NATIONAL, "EPSG", NATIONAL, GEOGRAPHIC),
    ]
    database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, '')", systems)
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES ('boundaries', 'geom', 'MULTIPOLYGON', ?, 0, 0)",
        (system,),
    )


def _fill(database: sqlite3.Connection, rows: Sequence[Feature], system: int) -> None:
    shapes = [_as_multi(shape(row.geometry)) for row in rows]
    bounds = shapely.total_bounds(shapes).tolist()
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y,"
        " srs_id) VALUES ('boundaries', 'features', 'boundaries', ?, ?, ?, ?, ?)",
        (*bounds, system),
    )
    keys = list(rows[0].columns)
    marks = ", ".join("?" * len(keys))
    header = struct.pack("<2sBBi", MAGIC, 0, 1, system)
    database.executemany(
        f"INSERT INTO boundaries VALUES (NULL, ?, {marks})",  # noqa: S608 -- marks are ours
        [
            (header + shapely.to_wkb(area, byte_order=1), *(row.columns.get(k, "") for k in keys))
            for area, row in zip(shapes, rows, strict=True)
        ],
    )


def _as_multi(area: shapely.Geometry) -> shapely.Geometry:
    return area if area.geom_type == "MultiPolygon" else shapely.MultiPolygon([area])
