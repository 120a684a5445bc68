// The patrol under way: kept sealed at every step, so that a phone that goes off loses nothing of it.
import { reactive } from "vue";
import { dayOf } from "./windows.ts";
import { uuid7 } from "./ids.ts";
import { ledger } from "./ledger.ts";
import type { Item } from "./outbox.ts";
import { box } from "./session.ts";
import { enqueue, stamp, traffic } from "./sync.ts";

export interface Point {
  lon: number;
  lat: number;
  note: string;
}

/** Settled on the spot (`done`) or reported (`incident`): there is no third way. */
export interface Finding {
  text: string;
  done?: string;
  incident?: string;
}

export interface Walk {
  id: string;
  grid: string;
  started_at: string;
  /** When something was last written. */
  touched_at: string;
  points: Point[];
  findings: Finding[];
  note: string;
}

export const patrols = reactive({ walk: null as Walk | null });

export async function loadWalk(): Promise<void> {
  patrols.walk = await box().get<Walk>("state", "patrol");
}

export function clearWalk(): void {
  patrols.walk = null;
}

async function keep(walk: Walk): Promise<void> {
  await box().put("state", "patrol", walk);
  patrols.walk = walk;
}

function now(): Walk {
  if (!patrols.walk) throw new Error("no patrol");
  return JSON.parse(JSON.stringify(patrols.walk)) as Walk;
}

export async function begin(grid: string): Promise<void> {
  const at = stamp();
  await keep({ id: uuid7(), grid, started_at: at, touched_at: at, points: [], findings: [], note: "" });
}

/** The patrol with something more; whoever keeps it puts it where the patrol lies. */
export function having(more: Partial<Pick<Walk, "points" | "findings" | "note">>): Walk {
  return { ...now(), ...more, touched_at: stamp() };
}

export async function change(more: Partial<Pick<Walk, "points" | "findings" | "note">>): Promise<void> {
  await keep(having(more));
}

export async function addFinding(finding: Finding): Promise<void> {
  await change({ findings: [...now().findings, finding] });
}

export async function addPoint(point: Point): Promise<void> {
  await change({ points: [...now().points, point] });
}

/** The visits made on this walk: one trip serves as both. */
export function visitsOf(id: string): Item[] {
  return traffic.items.filter((item) => item.op.entity === "visit" && item.op.fields["patrol"] === id);
}

/** A patrol of an earlier day that nobody ended is over when something was last written in it. */
function ended(walk: Walk): string {
  if (dayOf(walk.started_at) === dayOf()) return stamp();
  return [walk.touched_at, ...visitsOf(walk.id).map((item) => item.op.at)].sort((a, b) => Date.parse(a) - Date.parse(b)).pop()!;
}

/** The patrol goes to the outbox and is over in the same moment. */
export async function finish(): Promise<void> {
  const walk = now();
  const fields = {
    grid: walk.grid, started_at: walk.started_at, ended_at: ended(walk), findings: walk.findings,
    points: walk.points.map(({ note, ...place }) => ({ ...place, ...(note ? { note } : {}) })), note: walk.note,
  };
  const title = `巡查 ${ledger.areas[walk.grid] ?? ""}`.trim();
  await enqueue("patrol", walk.id, fields, title, { also: [["state", "patrol", null]] });
  patrols.walk = null;
}

/** Only where nothing was written: a walk begun by mistake. */
export async function callOff(): Promise<void> {
  await box().put("state", "patrol", null);
  patrols.walk = null;
}
