/** Plain geometry: positions in degrees, distances in metres or pixels, rings without the repeat. */

import type * as GeoJSON from "geojson";

export type Position = [number, number];
export type Ring = Position[];
/** Polygons, each an outer ring and its holes; the first point is not repeated at the end. */
export type Shape = Ring[][];
export type Frame = [west: number, south: number, east: number, north: number];

const AXIS = 6378137;
const RADIAN = Math.PI / 180;

interface Geometry {
  type: string;
  coordinates: unknown;
}

function isRing(value: unknown): value is Position[] {
  return Array.isArray(value) && value.every((p) => Array.isArray(p) && typeof p[0] === "number");
}

function open(ring: Position[]): Ring {
  const points = ring.map(([x, y]): Position => [x, y]);
  const [first, last] = [points[0], points[points.length - 1]];
  if (points.length > 1 && first && last && first[0] === last[0] && first[1] === last[1]) points.pop();
  return points;
}

/** The shape of a GeoJSON surface, alone or in a Feature; empty for anything else. */
export function shapeOf(value: unknown): Shape {
  if (typeof value !== "object" || value === null) return [];
  if ("geometry" in value) return shapeOf(value.geometry);
  if (!("type" in value) || !("coordinates" in value)) return [];
  const { type, coordinates } = value as Geometry;
  const polygons = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];
  if (!Array.isArray(polygons)) return [];
  return polygons.map((rings: unknown) =>
    Array.isArray(rings) ? rings.filter(isRing).map(open) : [],
  );
}

export function closed(ring: Ring): Position[] {
  const [first] = ring;
  return first ? [...ring, first] : [];
}

export function asGeometry(shape: Shape): GeoJSON.MultiPolygon {
  return { type: "MultiPolygon", coordinates: shape.map((rings) => rings.map(closed)) };
}

/** The points of text with one point a line, or of GeoJSON; null where it is neither. */
export function readText(text: string): Shape | null {
  const plain = text.trim();
  if (plain === "") return [];
  if (plain.startsWith("{")) {
    try {
      return shapeOf(JSON.parse(plain));
    } catch {
      return null;
    }
  }
  const ring: Ring = [];
  for (const line of plain.split("\n")) {
    if (line.trim() === "") continue;
    const [lon, lat, ...more] = line.trim().split(/[\s,，]+/).map(Number);
    if (lon === undefined || lat === undefined || more.length > 0) return null;
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return null;
    ring.push([lon, lat]);
  }
  return [[open(ring)]];
}

/** As the form takes it: lines for one plain ring, GeoJSON for more. */
export function asText(shape: Shape): string {
  const [only, ...others] = shape;
  const [ring, ...holes] = only ?? [];
  if (ring && others.length === 0 && holes.length === 0) {
    return ring.map(([x, y]) => `${x.toFixed(7)}, ${y.toFixed(7)}`).join("\n");
  }
  return shape.length === 0 ? "" : JSON.stringify(asGeometry(shape));
}

function ringArea(ring: Ring): number {
  let sum = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    sum += (nextX - x) * RADIAN * (2 + Math.sin(y * RADIAN) + Math.sin(nextY * RADIAN));
  });
  return Math.abs((sum * AXIS * AXIS) / 2);
}

/** Square metres inside the shape. */
export function squareMetres(shape: Shape): number {
  return shape.reduce(
    (all, [outer, ...holes]) =>
      all + (outer ? ringArea(outer) : 0) - holes.reduce((sum, hole) => sum + ringArea(hole), 0),
    0,
  );
}

/** Every position of any geometry or collection. */
export function positions(value: unknown, found: Position[] = []): Position[] {
  if (Array.isArray(value)) {
    if (typeof value[0] === "number" && typeof value[1] === "number") found.push([value[0], value[1]]);
    else value.forEach((part) => positions(part, found));
  } else if (typeof value === "object" && value !== null) {
    for (const key of ["features", "geometry", "geometries", "coordinates"] as const) {
      if (key in value) positions((value as Record<string, unknown>)[key], found);
    }
  }
  return found;
}

export function frameOf(value: unknown): Frame | null {
  const points = positions(value);
  if (points.length === 0) return null;
  const frame: Frame = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    frame[0] = Math.min(frame[0], x);
    frame[1] = Math.min(frame[1], y);
    frame[2] = Math.max(frame[2], x);
    frame[3] = Math.max(frame[3], y);
  }
  return frame;
}
