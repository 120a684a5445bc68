// The outbox as plain rules: what goes next, and what an answer makes of it. No storage, no network.

/** What the server gives back for one operation. */
export interface Receipt {
  id: string;
  result: "applied" | "repeated" | "merged" | "conflict" | "refused";
  code?: string;
  detail?: string;
  [more: string]: unknown;
}

export type State = "waiting" | "received" | "conflict" | "refused";

/** One operation: what travels (`op`), and how it stands. */
export interface Item {
  op: {
    id: string;
    entity: string;
    key: string;
    base: Record<string, unknown>;
    fields: Record<string, unknown>;
    at: string;
  };
  /** What it is, in words, for the person who wrote it. */
  title: string;
  /** Photos that must be there before the operation; those already there are taken off. */
  files: string[];
  state: State;
  tries: number;
  /** Not before this moment (milliseconds). */
  next: number;
  /** Why it is not there yet, in words. */
  why: string;
  receipt: Receipt | null;
  receivedAt: number;
}

export const BATCH = 50;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;

export function fresh(op: Item["op"], title: string, files: string[] = []): Item {
  return { op, title, files, state: "waiting", tries: 0, next: 0, why: "", receipt: null, receivedAt: 0 };
}

/** How long to wait after so many failures: doubling, never over a quarter of an hour. */
export function pause(tries: number, chance: number): number {
  const most = Math.min(FIRST_WAIT * 2 ** Math.max(tries - 1, 0), LONGEST_WAIT);
  return Math.round(most * (0.5 + chance / 2));
}

/** What may go now, oldest first; items that once failed go alone, so that none blocks another. */
export function batches(items: readonly Item[], now: number, most: number = BATCH): Item[][] {
  const due = items
    .filter((item) => item.state === "waiting" && item.next <= now && !item.files.length)
    .sort((one, other) => (one.op.id < other.op.id ? -1 : 1));
  const together = due.filter((item) => item.tries === 0);
  const found: Item[][] = [];
  for (let from = 0; from < together.length; from += most) found.push(together.slice(from, from + most));
  for (const item of due) if (item.tries > 0) found.push([item]);
  return found;
}

/** Items whose photos still have to travel. */
export function withFiles(items: readonly Item[], now: number): Item[] {
  return items.filter((item) => item.state === "waiting" && item.files.length && item.next <= now);
}

/** What the receipts make of the items that were sent; an item without a receipt stays. */
export function settle(
  sent: readonly Item[], receipts: readonly Receipt[], now: number, chance = Math.random(),
): Item[] {
  const given = new Map(receipts.map((receipt) => [receipt.id, receipt]));
  return sent.map((item) => {
    const receipt = given.get(item.op.id);
    if (!receipt) return failed(item, "服务器没有给出这一条的回执，会再送一次。", now, chance);
    const state = STATE_OF[receipt.result];
    if (!state) return failed(item, "服务器的回执看不懂，会再送一次。", now, chance);
    const op = state === "received" ? spared(item.op) : item.op;
    return { ...item, op, state, receipt, why: receipt.detail ?? "", receivedAt: now };
  });
}

const NUMBERS = ["id_number", "phone"];

/** Once the server has it, no whole number stays on the phone. */
function spared(op: Item["op"]): Item["op"] {
  if (!NUMBERS.some((key) => key in op.fields)) return op;
  const rest = Object.entries(op.fields).filter(([key]) => !NUMBERS.includes(key));
  return { ...op, fields: Object.fromEntries(rest) };
}

const STATE_OF: Partial<Record<string, State>> = {
  applied: "received",
  repeated: "received",
  merged: "received",
  conflict: "conflict",
  refused: "refused",
};

/** It did not get through this time: kept, with the reason, for later. */
export function failed(item: Item, why: string, now: number, chance = Math.random()): Item {
  const tries = item.tries + 1;
  return { ...item, tries, why, next: now + pause(tries, chance) };
}

/** The person says to try now. */
export function again(item: Item): Item {
  return { ...item, state: "waiting", next: 0, why: "" };
}

/** Only what the server confirmed may ever be taken off the phone. */
export function removable(item: Item, now: number, keep: number): boolean {
  return item.state === "received" && now - item.receivedAt > keep;
}

/** What reached the server, the earliest first; what it did not take is no part of it. */
export function arrived(items: readonly Item[]): Item[] {
  return items
    .filter((item) => item.state === "received" || item.state === "conflict")
    .sort((one, other) => (one.op.id < other.op.id ? -1 : 1));
}

/** One text that both sides can work out. */
export function proofText(items: readonly Item[]): string {
  return arrived(items).map((item) => item.op.id).join("\n");
}
