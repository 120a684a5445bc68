// Today's list: everything that waits, each with its reason; what is late and urgent first.
import { ledger, type Incident, type Task } from "./ledger.ts";
import { traffic } from "./sync.ts";
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

function place(grid: string, address: string): string {
  return address || ledger.areas[grid] || "";
}

function ofIncident(row: Incident): Stop {
  const left = new Date(row.due_at).getTime() - Date.now();
  const late = left < 0;
  return {
    id: row.id, kind: "incident", title: row.title, place: place(row.grid, row.address),
    reason: `${row.state_label}，${late ? `已超过期限 ${at(row.due_at)}` : `${at(row.due_at)} 前办结`}`,
    tone: late ? "danger" : left < DAY ? "warm" : "info", rank: late ? 0 : left < DAY ? 1 : 2 + left / DAY / 100,
    to: `incident/${row.id}`,
  };
}

function ofTask(row: Task): Stop {
  const days = (new Date(`${row.due_on}T23:59:59+08:00`).getTime() - Date.now()) / DAY;
  const late = days < 0;
  return {
    id: row.id, kind: row.kind === "patrol" ? "task" : row.kind, title: row.title,
    place: ledger.areas[row.grid] ?? "",
    reason: late ? row.reason : `${row.reason}，${onDay(row.due_on)}前都可以`,
    tone: late ? "warm" : "info", rank: late ? 1.5 : 2 + days / 100,
    to: row.household ? `home/${row.household}` : row.incident ? `incident/${row.incident}` : "report",
  };
}

/** Visits and steps that are in the outbox: done as far as the person is concerned. */
function done(): Set<unknown> {
  return new Set(traffic.items
    .filter((item) => item.state === "waiting" || item.receivedAt > ledger.at)
    .map((item) => (item.op.entity === "visit" ? item.op.fields["household"] : item.op.entity === "step" ? item.op.key : "")));
}

export function agenda(): Stop[] {
  const handled = done();
  const stops = [...ledger.tasks.values()]
    .filter((task) => !handled.has(task.household) && !handled.has(task.incident))
    .map((task) => {
      const row = task.incident ? ledger.incidents.get(task.incident) : undefined;
      return row ? ofIncident(row) : ofTask(task);
    });
  return stops.sort((one, other) => one.rank - other.rank || (one.place < other.place ? -1 : 1));
}
