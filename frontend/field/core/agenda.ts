// Today's list: everything that waits, each with its reason; urgency, risk, what is near, what is open now.
import { day, type DayTask } from "./day.ts";
import { dayOf, windowOf } from "./windows.ts";
import { ground, places } from "./ground.ts";
import { ledger, type Incident } from "./ledger.ts";
import { compare, opening, type Ranked } from "./ordering.ts";
import { traffic } from "./sync.ts";
import { at, onDay } from "./words.ts";

export interface Stop extends Ranked {
  kind: "incident" | "verify" | "visit" | "task" | "notice";
  title: string;
  place: string;
  reason: string;
  tone: "danger" | "warm" | "info";
  rank: number;
  to: string;
  /** For whom one stands in. */
  standIn: string;
}

const DAY = 86_400_000;
/** Buckets of a hundred metres; without a place the own grid counts as near, another as far. */
const [STEP, HERE, FAR] = [100, 3, 30];
const LATE = 0;
const SOON = 1;
const DATED = 2;
const ANY_DAY = 3;

function place(grid: string, address: string): string {
  return address || ledger.areas[grid] || "";
}

interface Spot {
  grid: string;
  at: [lon: number, lat: number] | null;
}

function known(): Map<string, [number, number]> {
  return ground.map?.corner ? places(ground.map) : new Map<string, [number, number]>();
}

/** Where one was last, by the day's own visits; nobody's position is asked for a list. */
function lastSpot(buildings: Map<string, [number, number]>): Spot | null {
  const last = traffic.items.find((item) => item.op.entity === "visit" && dayOf(item.op.at) === dayOf());
  const home = last && ledger.households.get(String(last.op.fields["household"]));
  return home ? { grid: home.grid, at: buildings.get(home.building ?? "") ?? null } : null;
}

function away(from: Spot | null, to: Spot): number {
  if (!from) return HERE;
  if (!from.at || !to.at) return from.grid === to.grid ? HERE : FAR;
  const width = Math.cos((from.at[1] * Math.PI) / 180);
  return Math.round((Math.hypot((from.at[0] - to.at[0]) * width, from.at[1] - to.at[1]) * 111_320) / STEP);
}

function spotOf(task: DayTask, row: Incident | undefined, buildings: Map<string, [number, number]>): Spot {
  const home = task.household ? ledger.households.get(task.household) : undefined;
  const spot = home ? buildings.get(home.building ?? "") : undefined;
  if (spot) return { grid: task.grid, at: spot };
  return { grid: task.grid, at: row && row.lon !== null && row.lat !== null ? [row.lon, row.lat] : null };
}

function ofIncident(task: DayTask, row: Incident, near: number): Stop {
  const left = new Date(row.due_at).getTime() - Date.now();
  const late = left < 0;
  const verify = row.state === "informed" || row.state === "handled";
  const urgency = late ? LATE : left < DAY ? SOON : DATED;
  const until = late ? `已超过期限 ${at(row.due_at)}` : `${at(row.due_at)} 前${verify ? "核查" : "办结"}`;
  return {
    id: row.id, kind: verify && row.offers.includes("verify") ? "verify" : "incident", title: row.title, place: place(row.grid, row.address),
    reason: `${row.state_label}，${until}`, tone: late ? "danger" : left < DAY ? "warm" : "info",
    urgency, risk: task.risk ?? 0, away: near, opening: 1, due: new Date(row.due_at).getTime(), rank: 0,
    to: `incident/${row.id}`, standIn: task.stand_in ?? "",
  };
}

/** "这周五" where it is this week's, "下周五" else. */
function friday(on: string): string {
  const monday = windowOf(dayOf(), [0]);
  const thisWeek = new Date(on) < new Date(monday) || monday === dayOf();
  return `${thisWeek ? "这" : "下"}周五前任意一天`;
}

const OPEN = ["，现在正是希望的时间", "", "，现在不是希望的时间"];

function ofTask(task: DayTask, near: number): Stop {
  const due = new Date(`${task.due_on}T23:59:59+08:00`).getTime();
  const late = due < Date.now();
  const open = opening(task.wished ?? "", new Date());
  const when = task.any_day ? friday(task.due_on) : late ? "" : dayOf() === task.due_on ? "今天" : `${onDay(task.due_on)}前都可以`;
  return {
    id: task.id, kind: task.kind === "patrol" ? "task" : task.kind, title: task.title,
    place: ledger.areas[task.grid] ?? "",
    reason: [task.reason + (OPEN[open] ?? ""), when].filter(Boolean).join("，"),
    tone: late ? "warm" : "info", urgency: late ? SOON : task.any_day ? ANY_DAY : dayOf() === task.due_on ? SOON : DATED,
    risk: task.risk ?? 0, away: near, opening: open, due, rank: 0,
    to: task.household ? `home/${task.household}` : task.incident ? `incident/${task.incident}` : `patrol/${task.grid}`,
    standIn: task.stand_in ?? "",
  };
}

/** What is in the outbox is done as far as the person is concerned. */
function done(): Set<unknown> {
  const found = new Set<unknown>();
  for (const item of traffic.items) {
    if (item.state !== "waiting" && item.receivedAt <= ledger.at) continue;
    if (item.op.entity === "visit") found.add(item.op.fields["household"]);
    if (item.op.entity === "step" || item.op.entity === "notice") found.add(item.op.key);
    if (item.op.entity === "patrol") found.add(`patrol:${String(item.op.fields["grid"])}`);
  }
  return found;
}

function told(handled: Set<unknown>): Stop[] {
  const listed = new Set([...ledger.tasks.values()].map((task) => task.incident).filter(Boolean));
  return day.notices
    .filter((one) => !handled.has(one.id) && !(one.incident && listed.has(one.incident)))
    .map((one) => ({
      id: one.id, kind: "notice", title: one.text, place: "", reason: `${at(one.at)} 通知`, tone: one.urgent ? "danger" : "info",
      urgency: one.urgent ? LATE : DATED, risk: one.urgent ? 3 : 0, away: 0, opening: 1, due: new Date(one.at).getTime(), rank: 0,
      to: one.incident && ledger.incidents.has(one.incident) ? `incident/${one.incident}` : "", standIn: "",
    }));
}

/** On the days set one is reminded of the batch. */
function reminder(): Stop[] {
  const today = dayOf();
  const { report_weekdays: weekdays, report_days: days } = day.rules;
  if (!weekdays.length || weekdays.length > 6 || windowOf(today, weekdays) !== today) return [];
  const waiting = day.information.filter((one) => one.kind === "general" && one.handed_on === today).length;
  return [{
    id: `report:${today}`, kind: "notice", title: "今天是一般信息报送日", place: "", tone: "info",
    reason: waiting ? `已记下 ${waiting} 条，今天随批次上报；还有就补上` : `每${days}报送；没有新情况就不用报`,
    urgency: DATED, risk: 0, away: 0, opening: 1, due: new Date(`${today}T18:00:00+08:00`).getTime(), rank: 0, to: "inform", standIn: "",
  }];
}

export function agenda(): Stop[] {
  const handled = done();
  const buildings = known();
  const from = lastSpot(buildings);
  const stops = [...ledger.tasks.values()]
    .filter((task) => !handled.has(task.household) && !handled.has(task.incident) && !handled.has(task.id))
    .map((task: DayTask) => {
      const row = task.incident ? ledger.incidents.get(task.incident) : undefined;
      const near = away(from, spotOf(task, row, buildings));
      return row ? ofIncident(task, row, near) : ofTask(task, near);
    });
  return [...stops, ...told(handled), ...reminder()].sort(compare).map((stop, rank) => ({ ...stop, rank }));
}
