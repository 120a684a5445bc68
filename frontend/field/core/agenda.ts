// Today's list: everything that waits, each with its reason; what is late and urgent first.
import { ledger, type Incident, type Task } from "./ledger.ts";
import { at, onDay } from "./words.ts";

export interface Stop {
  id: string;
  kind: "incident" | "visit" | "task";
  title: string;
  place: string;
  reason: string;
  tone: "danger" | "warm" | "info";
  rank: number;
  to: string;
}

const DAY = 86_400_000;

function ofIncident(row: Incident): Stop {
  const due = new Date(row.due_at).getTime();
  const left = due - Date.now();
  const late = row.overdue || left < 0;
  const urgent = row.urgency === "紧急" || left < DAY;
  const when = late ? `已超过期限（${at(row.due_at)}）` : `${at(row.due_at)} 前办结`;
  const why = [row.urgency === "紧急" ? "紧急" : "", row.state_label, when].filter(Boolean).join(" · ");
  return {
    id: row.id, kind: "incident", title: row.title, place: row.address || row.grid_name, reason: why,
    tone: late ? "danger" : urgent ? "warm" : "info", rank: late ? 0 : urgent ? 1 : 2 + left / DAY / 100,
    to: `incident/${row.id}`,
  };
}

function ofTask(row: Task): Stop {
  const home = row.household ? ledger.households.get(row.household) : undefined;
  const days = row.due_on ? (new Date(`${row.due_on}T23:59:59+08:00`).getTime() - Date.now()) / DAY : 7;
  const late = days < 0;
  return {
    id: row.id, kind: row.household ? "visit" : "task",
    title: row.title || (home ? `${home.head || "住户"}家` : "任务"),
    place: home?.address ?? "",
    reason: [row.reason, row.due_on && !late ? `${onDay(row.due_on)} 前` : ""].filter(Boolean).join(" · "),
    tone: late ? "warm" : "info", rank: late ? 1.5 : 2 + days / 100,
    to: row.household ? `home/${row.household}` : row.incident ? `incident/${row.incident}` : "",
  };
}

/** Whether the person is asked to do something about it. */
export function waits(row: Incident): boolean {
  return row.offers.length > 0 && row.stage !== "结案";
}

export function agenda(): Stop[] {
  const asked = new Set([...ledger.tasks.values()].map((task) => task.incident));
  const stops = [
    ...[...ledger.incidents.values()].filter((row) => waits(row) && !asked.has(row.id)).map(ofIncident),
    ...[...ledger.tasks.values()].map((task) => {
      const row = task.incident ? ledger.incidents.get(task.incident) : undefined;
      return row ? { ...ofIncident(row), reason: task.reason || ofIncident(row).reason } : ofTask(task);
    }),
  ];
  return stops.sort((one, other) => one.rank - other.rank || (one.place < other.place ? -1 : 1));
}
