// The three books. A day's log writes itself from what this phone recorded; its worker adds to it.
import { day, type Page } from "./day.ts";
import { dayOf } from "./windows.ts";
import { ledger } from "./ledger.ts";
import type { Item } from "./outbox.ts";
import { patrols } from "./patrols.ts";
import { traffic } from "./sync.ts";
import { OUTCOMES, VISIT_KINDS } from "./words.ts";

export const BOOKS: [kind: string, label: string][] = [["log", "网格日志"], ["diary", "民情日记"], ["study", "学习笔记"]];

const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

export function hour(moment: string): string {
  return clock.format(new Date(moment));
}

function word(all: [string, string][], key: unknown): string {
  return all.find(([code]) => code === key)?.[1] ?? "";
}

function text(item: Item, key: string): string {
  return String(item.op.fields[key] ?? "");
}

function ofVisit(item: Item): string {
  const home = ledger.households.get(text(item, "household"));
  const met = text(item, "outcome") === "met" ? "" : `（${word(OUTCOMES, text(item, "outcome"))}）`;
  const purpose = text(item, "purpose") ? `，${text(item, "purpose")}` : "";
  const found = text(item, "found") ? `；发现：${text(item, "found")}` : "";
  return `${word(VISIT_KINDS, text(item, "kind")) || "走访"} ${home?.address ?? ""}${met}${purpose}${found}`;
}

function ofPatrol(item: Item): string {
  const findings = (item.op.fields["findings"] ?? []) as { incident?: string }[];
  const reported = findings.filter((one) => one.incident).length;
  const settled = findings.length - reported;
  const told = [settled ? `当场处理 ${settled} 件` : "", reported ? `已上报 ${reported} 件` : ""].filter(Boolean).join("、");
  return `巡查${ledger.areas[text(item, "grid")] ?? ""}，至 ${hour(text(item, "ended_at"))}，${told || "未发现问题"}`;
}

const LINES: Record<string, (item: Item) => string> = {
  visit: ofVisit,
  patrol: ofPatrol,
  incident: (item) => `${item.op.fields["settled"] ? "当场办结" : "上报"} ${text(item, "description").slice(0, 40)}`,
  step: (item) => item.title,
  information: (item) => `报送${text(item, "kind") === "special" ? "特殊" : "一般"}信息：${text(item, "text").slice(0, 40)}`,
};

function when(item: Item): string {
  return text(item, "started_at") || text(item, "found_at") || text(item, "noted_at") || item.op.at;
}

/** What was done on a day, in the order of time; nobody types it again. */
export function linesOf(on: string): string[] {
  const today = traffic.items.filter((item) => dayOf(when(item)) === on);
  const timed = today.filter((item) => LINES[item.op.entity])
    .sort((one, other) => Date.parse(when(one)) - Date.parse(when(other)))
    .map((item) => `${hour(when(item))} ${LINES[item.op.entity]!(item)}`);
  const walk = patrols.walk;
  if (walk && dayOf(walk.started_at) === on) timed.push(`${hour(walk.started_at)} 巡查${ledger.areas[walk.grid] ?? ""}，还在进行`);
  const edits = today.filter((item) => item.op.entity === "person");
  const people = new Set(edits.map((item) => item.op.key)).size;
  const facts = edits.reduce((sum, item) => sum + Object.keys(item.op.fields).length, 0);
  return people ? [...timed, `更新居民信息 ${people} 人、${facts} 项`] : timed;
}

export interface OwnPage extends Page {
  waits: boolean;
}

/** One's own pages: what the server has, and what still waits on this phone. */
export function pages(): OwnPage[] {
  const known = new Map<string, OwnPage>(day.journals.map((page) => [page.id, { ...page, waits: false }]));
  for (const item of [...traffic.items].reverse()) {
    if (item.op.entity !== "journal" || item.state === "refused") continue;
    const on = text(item, "day");
    const there = known.get(item.op.key);
    if (there && item.state === "received") continue;
    known.set(item.op.key, {
      id: item.op.key, kind: text(item, "kind"), day: on, text: text(item, "text"),
      lines: text(item, "kind") === "log" ? linesOf(on) : [], shared: item.op.fields["shared"] === true,
      submitted: true, waits: item.state === "waiting",
    });
  }
  return [...known.values()].sort((one, other) => (one.day === other.day ? (one.id < other.id ? 1 : -1) : one.day < other.day ? 1 : -1));
}

/** The log of a day, once it was handed in. */
export function logOf(on: string): OwnPage | undefined {
  return pages().find((page) => page.kind === "log" && page.day === on && page.submitted);
}
