// The walking order against every permutation, against the exact search, and against ways whose
// length is known; how long it takes is told, not judged.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exact, improved, pathLength, walkingOrder, wayLength, type Spot } from "../core/route_order.ts";

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function town(n: number, seed: number): Spot[] {
  const chance = random(seed);
  return Array.from({ length: n }, (_each, at) => ({
    id: String(at), lon: 109.41 + chance() * 0.01, lat: 24.36 + chance() * 0.01,
  }));
}

function matrix(n: number, seed: number): number[][] {
  const chance = random(seed);
  const points = Array.from({ length: n }, () => [chance() * 1000, chance() * 1000] as const);
  return points.map(([x, y]) => points.map(([a, b]) => Math.hypot(x - a, y - b)));
}

function* orders(left: number[], done: number[] = []): Generator<number[]> {
  if (!left.length) yield done;
  for (const at of left) yield* orders(left.filter((other) => other !== at), [...done, at]);
}

function close(one: number, other: number): void {
  assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);
}

test("no order of up to eight places is shorter than the exact search's", () => {
  for (let seed = 1; seed <= 24; seed++) {
    const between = matrix(2 + (seed % 7), seed);
    const all = [...orders([...between.keys()])].map((path) => pathLength(between, path));
    close(pathLength(between, exact(between)), Math.min(...all));
  }
});

test("the local search finds what the exact search finds", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const between = matrix(13, seed);
    close(pathLength(between, improved(between)), pathLength(between, exact(between)));
  }
});

test("sixty doors on a lattice are walked without one step too many", () => {
  const spots = Array.from({ length: 60 }, (_each, n) => ((n * 37) % 60))
    .map((n) => ({ id: String(n), lon: 0.001 * (n % 10), lat: 0.001 * Math.floor(n / 10) }));
  const by = new Map(spots.map((spot) => [spot.id, spot]));
  const found = walkingOrder(spots).map((id) => by.get(id)!);
  const step = wayLength([{ id: "a", lon: 0, lat: 0 }, { id: "b", lon: 0.001, lat: 0 }]);
  assert.equal(Math.round(wayLength(found) / step), 59);
});

test("every stop is there once, those behind one door together and in their order", () => {
  for (const n of [0, 1, 2, 3, 12, 13, 30]) {
    const spots = town(n, n + 1).flatMap((spot) => [spot, { ...spot, id: `${spot.id}+` }]);
    const found = walkingOrder(spots);
    assert.deepEqual([...found].sort(), spots.map((spot) => spot.id).sort());
    for (let at = 0; at < found.length; at += 2) assert.equal(found[at + 1], `${found[at]}+`);
  }
});

test("the order does not depend on chance, and begins at the more urgent end", () => {
  const spots = town(25, 7);
  const found = walkingOrder(spots);
  assert.deepEqual(walkingOrder(spots), found);
  assert.ok(Number(found[0]) < Number(found[24]));
});

test("a hundred workers with twenty stops each", (told) => {
  const days = Array.from({ length: 100 }, (_each, n) => town(20, n + 1));
  const begun = performance.now();
  let walked = 0;
  for (const spots of days) {
    const by = new Map(spots.map((spot) => [spot.id, spot]));
    walked += wayLength(walkingOrder(spots).map((id) => by.get(id)!)) / wayLength(spots);
  }
  const spent = performance.now() - begun;
  told.diagnostic(`${spent.toFixed(0)} ms for all, ${(spent / 100).toFixed(1)} ms for one; ${walked.toFixed(0)} % of the way as listed`);
  assert.ok(walked < 100);
});
