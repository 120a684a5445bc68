/** What a point being drawn clings to: corners first, then the nearest place of an edge. */
import type * as GeoJSON from "geojson";
import type { Map } from "maplibre-gl";
import type { Position } from "./place";

const CORNER = 12; // pixels
const EDGE = 9;

interface Held {
  at: Position;
  away: number;
}

interface Segment {
  from: Position;
  to: Position;
}

function lines(value: unknown, found: Position[][] = []): Position[][] {
  if (!Array.isArray(value)) return found;
  const [first] = value as unknown[];
  if (Array.isArray(first) && typeof first[0] === "number") found.push(value as Position[]);
  else value.forEach((part) => lines(part, found));
  return found;
}

export class Snapping {
  private readonly segments: Segment[] = [];

  constructor(collection: GeoJSON.FeatureCollection) {
    for (const { geometry } of collection.features) {
      if (!("coordinates" in geometry)) continue;
      for (const line of lines(geometry.coordinates)) {
        line.forEach((to, order) => {
          const from = line[order - 1];
          if (from) this.segments.push({ from, to });
        });
      }
    }
  }

  /** Where the point lands, and whether it clings to something. */
  place(map: Map, at: Position): { at: Position; held: boolean } {
    const here = map.project(at);
    const rim = map.unproject([here.x + CORNER, here.y + CORNER]);
    const wide = Math.abs(rim.lng - at[0]);
    const high = Math.abs(rim.lat - at[1]);
    let corner: Held | null = null;
    let edge: Held | null = null;
    for (const { from, to } of this.segments) {
      if (Math.max(from[0], to[0]) < at[0] - wide || Math.min(from[0], to[0]) > at[0] + wide) continue;
      if (Math.max(from[1], to[1]) < at[1] - high || Math.min(from[1], to[1]) > at[1] + high) continue;
      const [a, b] = [map.project(from), map.project(to)];
      for (const [end, pixel] of [[from, a], [to, b]] as const) {
        const away = Math.hypot(pixel.x - here.x, pixel.y - here.y);
        if (away < CORNER && (!corner || away < corner.away)) corner = { at: [end[0], end[1]], away };
      }
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const share = ((here.x - a.x) * dx + (here.y - a.y) * dy) / (dx * dx + dy * dy || 1);
      if (share <= 0 || share >= 1) continue;
      const away = Math.hypot(a.x + share * dx - here.x, a.y + share * dy - here.y);
      if (away > EDGE || (edge && away >= edge.away)) continue;
      edge = { at: [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])], away };
    }
    const held: Held | null = corner ?? edge;
    return held ? { at: held.at, held: true } : { at, held: false };
  }
}
