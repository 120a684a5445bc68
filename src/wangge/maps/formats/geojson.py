"""GeoJSON (RFC 7946)."""

import json
from collections.abc import Sequence

from wangge.kernel.errors import Invalid
from wangge.maps.formats.features import Feature, feature


def read(content: bytes) -> list[Feature]:
    """The surfaces of a FeatureCollection, a Feature or a bare geometry."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
        rows = data["features"] if data.get("type") == "FeatureCollection" else [data]
        pairs = [
            (row.get("properties") or {}, row.get("geometry"))
            if row.get("type") == "Feature"
            else ({}, row)
            for row in rows
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Invalid("file.broken", "这不是完整的 GeoJSON 文件。") from None
    return [feature(columns, geometry) for columns, geometry in pairs]


def write(rows: Sequence[Feature], datum: str) -> bytes:
    """A FeatureCollection that names its datum."""
    features = [
        {"type": "Feature", "properties": row.columns, "geometry": row.geometry} for row in rows
    ]
    data = {"type": "FeatureCollection", "datum": datum, "features": features}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
