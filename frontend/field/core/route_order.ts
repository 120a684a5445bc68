// A walking order for the day's stops: the shortest way through all of them, straight lines, free
// start and end. Exact up to a dozen places; beyond, a local search that in tests finds the optimum.
// It is a proposal: nobody is led along it and nothing is kept of where anybody went.

export interface Spot {
  id: string;
  lon: number;
  lat: number;
}

export const EXACT = 12;
const METRES = 111_320; // of one degree of latitude
const SAME = 1e5; // degrees, rounded to a metre: one door, one place

interface Place {
  ids: string[];
  x: number;
  y: number;
}

/** The ids in walking order; stops at one place stay together, in the order they were given. */
export function walkingOrder(spots: readonly Spot[]): string[] {
  const places = gather(spots);
  if (places.length < 3) return places.flatMap((place) => place.ids);
  const between = distances(places);
  const found = places.length <= EXACT ? exact(between) : improved(between);
  // A way is as long from either end: begin at the end that waits more urgently.
  if (found[0]! > found[found.length - 1]!) found.reverse();
  return found.flatMap((at) => places[at]!.ids);
}

/** How far the way is, in metres. */
export function wayLength(spots: readonly Spot[]): number {
  const between = distances(gather(spots));
  return pathLength(between, Array.from(between.keys()));
}

function gather(spots: readonly Spot[]): Place[] {
  const found = new Map<string, Place>();
  const wide = Math.cos(((spots[0]?.lat ?? 0) * Math.PI) / 180);
  for (const { id, lon, lat } of spots) {
    const key = `${Math.round(lon * SAME)},${Math.round(lat * SAME)}`;
    const known = found.get(key);
    if (known) known.ids.push(id);
    else found.set(key, { ids: [id], x: lon * METRES * wide, y: lat * METRES });
  }
  return [...found.values()];
}

function distances(places: readonly Place[]): number[][] {
  return places.map((one) => places.map((other) => Math.hypot(one.x - other.x, one.y - other.y)));
}

export function pathLength(between: readonly number[][], path: readonly number[]): number {
  let sum = 0;
  for (let at = 1; at < path.length; at++) sum += between[path[at - 1]!]![path[at]!]!;
  return sum;
}

/** Held and Karp: the best way to each place through each set of others, built up by size. */
export function exact(between: readonly number[][]): number[] {
  const n = between.length;
  const best = new Float64Array((1 << n) * n).fill(Infinity);
  const from = new Int8Array((1 << n) * n).fill(-1);
  for (let at = 0; at < n; at++) best[(1 << at) * n + at] = 0;
  for (let set = 1; set < 1 << n; set++) {
    for (let last = 0; last < n; last++) {
      const sum = best[set * n + last]!;
      if (sum === Infinity) continue;
      for (let next = 0; next < n; next++) {
        if (set & (1 << next)) continue;
        const there = (set | (1 << next)) * n + next;
        const total = sum + between[last]![next]!;
        if (total < best[there]!) {
          best[there] = total;
          from[there] = last;
        }
      }
    }
  }
  return traced(n, best, from);
}

function traced(n: number, best: Float64Array, from: Int8Array): number[] {
  let set = (1 << n) - 1;
  let last = 0;
  for (let at = 1; at < n; at++) if (best[set * n + at]! < best[set * n + last]!) last = at;
  const path: number[] = [];
  while (last >= 0) {
    path.push(last);
    const before = from[set * n + last]!;
    set &= ~(1 << last);
    last = before;
  }
  return path.reverse();
}

const STARTS = 8;
const KICKS = (places: number): number => Math.min(4 * places, 120); // for each place

/** From several nearest-neighbour ways: turn and move stretches while it helps, shake, and again. */
export function improved(between: readonly number[][]): number[] {
  const n = between.length;
  const starts = Array.from({ length: n }, (_each, at) => nearest(between, at));
  starts.push(Array.from({ length: n }, (_each, at) => at));
  starts.sort((one, other) => pathLength(between, one) - pathLength(between, other));
  let seed = 1;
  const chance = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let best = starts[0]!;
  for (const start of starts.slice(0, STARTS)) {
    let path = settled(between, start);
    for (let kick = 0; kick < KICKS(n); kick++) {
      const found = settled(between, shaken(path, chance));
      if (pathLength(between, found) < pathLength(between, path) - 1e-9) path = found;
    }
    if (pathLength(between, path) < pathLength(between, best)) best = path;
  }
  return best;
}

function nearest(between: readonly number[][], start: number): number[] {
  const left = new Set(between.keys());
  const path = [start];
  left.delete(start);
  while (left.size) {
    const last = between[path[path.length - 1]!]!;
    let next = -1;
    for (const at of left) if (next < 0 || last[at]! < last[next]!) next = at;
    path.push(next);
    left.delete(next);
  }
  return path;
}

/** Exchange two neighbouring stretches: what turning and moving cannot undo in one step. */
function shaken(path: readonly number[], chance: () => number): number[] {
  const n = path.length;
  const cuts = new Set<number>();
  while (cuts.size < 3) cuts.add(Math.floor(chance() * (n + 1)));
  const [a, b, c] = [...cuts].sort((x, y) => x - y);
  return [...path.slice(0, a), ...path.slice(b, c), ...path.slice(a, b), ...path.slice(c)];
}

function settled(between: readonly number[][], path: readonly number[]): number[] {
  const found = [...path];
  while (turn(between, found) || move(between, found)) continue;
  return found;
}

function leg(between: readonly number[][], path: readonly number[], from: number, to: number): number {
  return from < 0 || to >= path.length ? 0 : between[path[from]!]![path[to]!]!;
}

/** 2-opt: turn the first stretch around that makes the way shorter. */
function turn(between: readonly number[][], path: number[]): boolean {
  for (let from = 0; from < path.length - 1; from++) {
    for (let to = from + 1; to < path.length; to++) {
      const old = leg(between, path, from - 1, from) + leg(between, path, to, to + 1);
      const before = from ? between[path[from - 1]!]![path[to]!]! : 0;
      const after = to + 1 < path.length ? between[path[from]!]![path[to + 1]!]! : 0;
      if (before + after < old - 1e-9) {
        path.splice(from, to - from + 1, ...path.slice(from, to + 1).reverse());
        return true;
      }
    }
  }
  return false;
}

/** Or-opt: put up to three neighbours elsewhere, either way round. */
function move(between: readonly number[][], path: number[]): boolean {
  for (let size = 1; size <= 3; size++) {
    for (let from = 0; from + size <= path.length; from++) {
      const joined = from && from + size < path.length ? between[path[from - 1]!]![path[from + size]!]! : 0;
      const saved = leg(between, path, from - 1, from) + leg(between, path, from + size - 1, from + size) - joined;
      const found = gap(between, path, from, size, saved);
      if (!found) continue;
      const stretch = path.splice(from, size);
      if (found.turned) stretch.reverse();
      path.splice(found.at > from ? found.at - size : found.at, 0, ...stretch);
      return true;
    }
  }
  return false;
}

/** Where the stretch costs less than it `saved`: before the place `at`. */
function gap(
  between: readonly number[][], path: readonly number[], from: number, size: number, saved: number,
): { at: number; turned: boolean } | null {
  const first = between[path[from]!]!;
  const last = between[path[from + size - 1]!]!;
  for (let at = 0; at <= path.length; at++) {
    if (at >= from && at <= from + size) continue;
    const limit = saved + leg(between, path, at - 1, at) - 1e-9;
    const [before, after] = [path[at - 1], path[at]];
    const to = (row: readonly number[], other: number | undefined): number => (other === undefined ? 0 : row[other]!);
    if (to(first, before) + to(last, after) < limit) return { at, turned: false };
    if (size > 1 && to(last, before) + to(first, after) < limit) return { at, turned: true };
  }
  return null;
}
