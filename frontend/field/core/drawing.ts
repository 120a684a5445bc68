// Drawing the map of the own grids on a canvas: paths worked out once, moved and scaled after that.
import type { GroundMap } from "./ground.ts";

/** What is seen: `scale` pixels for one millionth of a degree of latitude, the corner's place. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

/** A building on the map, with how many of its households wait for a call. */
export interface Dot {
  id: string;
  name: string;
  x: number;
  y: number;
  homes: number;
  due: number;
}

export interface Scene {
  wide: number;
  layers: [name: string, paths: Path2D][];
  border: Path2D;
  labels: { text: string; x: number; y: number }[];
  frame: [west: number, north: number, east: number, south: number];
}

const ORDER = ["green", "water", "houses", "streets"] as const;
const FILL: Record<string, string> = { green: "#d8ecd2", water: "#bfdff0", houses: "#dfe3e6" };
const LETTER = 12; // pixels of a character

/** North is up: y grows downwards on a screen. */
export function scene(map: GroundMap): Scene {
  const wide = Math.cos((map.corner![1] / 1e6 / 180) * Math.PI);
  const labels: Scene["labels"] = [];
  const layers = ORDER.filter((name) => map.layers[name]).map((name): [string, Path2D] => {
    const path = new Path2D();
    for (const feature of map.layers[name]!) {
      for (const run of feature.runs) trace(path, run, wide, name !== "streets");
    }
    return [name, path];
  });
  const border = new Path2D();
  const edge = [Infinity, Infinity, -Infinity, -Infinity] as Scene["frame"];
  for (const grid of map.grids) {
    for (const ring of grid.rings) for (const [x, y] of trace(border, ring, wide, true)) grow(edge, x, y);
    const first = grid.rings[0];
    if (first && map.grids.length > 1) labels.push({ text: grid.name, ...middle(first, wide) });
  }
  if (edge[0] === Infinity) for (const one of map.buildings) grow(edge, one.at[0] * wide, -one.at[1]);
  return { wide, layers, border, labels, frame: edge };
}

function trace(path: Path2D, run: readonly number[], wide: number, isRing: boolean): [number, number][] {
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < run.length; at += 2) {
    x += run[at]!;
    y += run[at + 1]!;
    points.push([x * wide, -y]);
    if (at) path.lineTo(x * wide, -y);
    else path.moveTo(x * wide, -y);
  }
  if (isRing) path.closePath();
  return points;
}

function middle(run: readonly number[], wide: number): { x: number; y: number } {
  const edge = [Infinity, Infinity, -Infinity, -Infinity] as Scene["frame"];
  for (const [x, y] of trace(new Path2D(), run, wide, true)) grow(edge, x, y);
  return { x: (edge[0] + edge[2]) / 2, y: (edge[1] + edge[3]) / 2 };
}

function grow(edge: Scene["frame"], x: number, y: number): void {
  edge[0] = Math.min(edge[0], x);
  edge[1] = Math.min(edge[1], y);
  edge[2] = Math.max(edge[2], x);
  edge[3] = Math.max(edge[3], y);
}

/** The whole of the grids in the middle. */
export function fit(drawn: Scene, width: number, height: number): View {
  const [west, north, east, south] = drawn.frame;
  const scale = 0.92 * Math.min(width / Math.max(east - west, 500), height / Math.max(south - north, 500));
  return { scale, x: width / 2 - (scale * (west + east)) / 2, y: height / 2 - (scale * (north + south)) / 2 };
}

export interface Picture {
  drawn: Scene;
  dots: readonly Dot[];
  way: readonly { x: number; y: number }[];
  chosen: string;
}

export function draw(canvas: HTMLCanvasElement, view: View, told: Picture): void {
  const ratio = devicePixelRatio || 1;
  const pen = canvas.getContext("2d")!;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = "#f3f5f4";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  ground(pen, view.scale, told.drawn);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const at = (spot: { x: number; y: number }): [number, number] => [view.x + spot.x * view.scale, view.y + spot.y * view.scale];
  walk(pen, told.way.map(at));
  for (const dot of told.dots) mark(pen, at(dot), dot, dot.id === told.chosen);
  numbers(pen, told.way.map(at));
  names(pen, told, at);
}

function ground(pen: CanvasRenderingContext2D, scale: number, drawn: Scene): void {
  pen.lineJoin = "round";
  for (const [name, path] of drawn.layers) {
    if (FILL[name]) {
      pen.fillStyle = FILL[name];
      pen.fill(path, "evenodd");
    }
    if (name === "houses") stroke(pen, path, "#c3cacf", 0.7 / scale);
    if (name !== "streets") continue;
    stroke(pen, path, "#c9cfd2", Math.min(7, 2.5 + scale * 22) / scale);
    stroke(pen, path, "#ffffff", Math.min(5.5, 1.5 + scale * 20) / scale);
  }
  stroke(pen, drawn.border, "rgb(11 96 118 / 18%)", 9 / scale);
  stroke(pen, drawn.border, "#0b6076", 2 / scale);
}

function stroke(pen: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
}

type Place = (spot: { x: number; y: number }) => [number, number];

/** Names of grids, then of houses, those that wait first; none is written over another. */
function names(pen: CanvasRenderingContext2D, told: Picture, at: Place): void {
  const taken: [x: number, y: number, half: number][] = [];
  const write = (text: string, x: number, y: number, colour: string, must = false): void => {
    const half = (text.length * LETTER) / 2 + 3;
    const isFree = taken.every(([a, b, c]) => Math.abs(a - x) > c + half || Math.abs(b - y) > LETTER + 3);
    if (!must && !isFree) return;
    taken.push([x, y, half]);
    haloed(pen, text, x, y, colour);
  };
  pen.textAlign = "center";
  pen.font = `600 ${LETTER + 1}px system-ui, sans-serif`;
  for (const label of told.drawn.labels) write(label.text, ...at(label), "#0b6076", true);
  pen.font = `${LETTER}px system-ui, sans-serif`;
  for (const [x, y] of told.way.map(at)) taken.push([x + 8, y - 6, 9]);
  const order = [...told.dots].sort((one, other) => rank(told, other) - rank(told, one));
  for (const dot of order) {
    const [x, y] = at(dot);
    write(dot.id === told.chosen ? dot.name : dot.name.replace(DOOR, ""), x, y + 20, "#2b3b42", dot.id === told.chosen);
  }
}

const DOOR = /^.*(?:路|街|弄|巷|村|区|园|苑)(?=.)/; // what many houses share is left out

function rank(told: Picture, dot: Dot): number {
  return dot.id === told.chosen ? 1e6 : dot.due * 100 + dot.homes;
}

function haloed(pen: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
  pen.lineWidth = 3.5;
  pen.strokeStyle = "rgb(255 255 255 / 90%)";
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function walk(pen: CanvasRenderingContext2D, points: readonly [number, number][]): void {
  if (points.length < 2) return;
  pen.beginPath();
  points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.setLineDash([2, 6]);
  pen.lineCap = "round";
  pen.strokeStyle = "#c2560c";
  pen.lineWidth = 2.5;
  pen.stroke();
  pen.setLineDash([]);
}

function mark(pen: CanvasRenderingContext2D, [x, y]: [number, number], dot: Dot, isChosen: boolean): void {
  pen.beginPath();
  pen.arc(x, y, isChosen ? 9 : 6, 0, 2 * Math.PI);
  pen.fillStyle = dot.due ? "#e07b27" : dot.homes ? "#0b6076" : "#9aa5ab";
  pen.fill();
  pen.lineWidth = isChosen ? 3 : 1.75;
  pen.strokeStyle = "#fff";
  pen.stroke();
}

function numbers(pen: CanvasRenderingContext2D, points: readonly [number, number][]): void {
  pen.font = "700 11px system-ui, sans-serif";
  pen.textAlign = "center";
  const seen = new Set<string>();
  points.forEach(([x, y], at) => {
    const key = `${Math.round(x / 6)},${Math.round(y / 6)}`;
    if (seen.has(key)) return;
    seen.add(key);
    pen.beginPath();
    pen.arc(x + 8, y - 10, 8.5, 0, 2 * Math.PI);
    pen.fillStyle = "#c2560c";
    pen.fill();
    pen.fillStyle = "#fff";
    pen.fillText(String(at + 1), x + 8, y - 6);
  });
}

/** The dot nearest to a touch, if one is near enough for a finger. */
export function hit(dots: readonly Dot[], view: View, x: number, y: number, reach = 26): Dot | null {
  let found: Dot | null = null;
  let near = reach;
  for (const dot of dots) {
    const away = Math.hypot(view.x + dot.x * view.scale - x, view.y + dot.y * view.scale - y);
    if (away < near) [found, near] = [dot, away];
  }
  return found;
}
