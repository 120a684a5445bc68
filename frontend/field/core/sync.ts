// Carrying the outbox to the server and the grids' news back. Nothing here deletes what has no receipt.
import { computed, reactive } from "vue";
import * as api from "./api.ts";
import { sha256 } from "./crypto.ts";
import { clearDay, loadDay, takeDay, type Day } from "./day.ts";
import { refreshGround } from "./ground.ts";
import { uuid7 } from "./ids.ts";
import { ledger, take } from "./ledger.ts";
import * as outbox from "./outbox.ts";
import type { Item } from "./outbox.ts";
import { box, contacted, giveUp, isOpen, session } from "./session.ts";

const VERSION = "1";
const KEEP = 30 * 24 * 3600_000;
const PULL_EVERY = 10 * 60_000;

export const traffic = reactive({
  items: [] as Item[],
  busy: false,
  online: navigator.onLine,
  /** Why the last try did not get through, in words. */
  trouble: "",
  lastSent: 0,
});

export const unsent = computed(() => traffic.items.filter((item) => item.state !== "received"));
export const waiting = computed(() => traffic.items.filter((item) => item.state === "waiting"));
export const toDecide = computed(
  () => traffic.items.filter((item) => item.state === "conflict" || item.state === "refused"),
);

/** Read the operation log of the person who has just opened the phone. */
export async function loadOutbox(): Promise<void> {
  await loadDay(box());
  const all = await box().all<Item>("op");
  const now = Date.now();
  for (const item of all.filter((each) => outbox.removable(each, now, KEEP))) {
    await box().remove("op", item.op.id);
  }
  traffic.items = all
    .filter((item) => !outbox.removable(item, now, KEEP))
    .sort((one, other) => (one.op.id < other.op.id ? 1 : -1));
}

export function forget(): void {
  Object.assign(traffic, { items: [], trouble: "", lastSent: 0 });
  clearDay();
}

/** Keep one operation, and what changes with it (`also`), in the same moment: both are there or neither. */
export async function enqueue(
  entity: string, key: string, fields: Record<string, unknown>, title: string,
  more: { files?: string[]; base?: Record<string, unknown>; also?: [kind: string, name: string, value: unknown][] } = {},
): Promise<void> {
  const op = { id: uuid7(), entity, key, base: more.base ?? {}, fields, at: stamp() };
  const item = outbox.fresh(op, title, more.files ?? []);
  await box().putAll([["op", op.id, item], ...(more.also ?? [])]);
  traffic.items.unshift(item);
  void flush();
}

/** Now, with the offset of the phone. */
export function stamp(at: Date = new Date()): string {
  const minutes = -at.getTimezoneOffset();
  const sign = minutes < 0 ? "-" : "+";
  const two = (n: number): string => String(Math.trunc(Math.abs(n))).padStart(2, "0");
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  return `${local}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

async function keep(items: Item[]): Promise<void> {
  await box().putAll(items.map((item) => ["op", item.op.id, item]));
  const by = new Map(items.map((item) => [item.op.id, item]));
  traffic.items = traffic.items.map((item) => by.get(item.op.id) ?? item);
}

let again = false;

/** Send what is due and fetch what is new; a second call while one runs makes it run once more. */
export async function flush(force = false): Promise<void> {
  if (!isOpen() || !session.token || session.signedOut) return;
  if (traffic.busy) {
    again = true;
    return;
  }
  if (force) await keep(waiting.value.map(outbox.again));
  traffic.busy = true;
  traffic.trouble = "";
  try {
    await sendAll();
    await sendPhotos();
    await sendAll();
    if (force || again || Date.now() - ledger.at > PULL_EVERY) await refresh();
  } catch (fault) {
    await explain(fault);
  } finally {
    traffic.busy = false;
    if (again) {
      again = false;
      void flush();
    }
  }
}

async function explain(fault: unknown): Promise<void> {
  if (!(fault instanceof api.Trouble)) {
    traffic.trouble = isOpen() ? "手机里出了问题，内容都还在；请关掉重开再试。" : "";
    if (isOpen()) console.error(fault);
    return;
  }
  traffic.trouble = fault.message;
  if (fault.kind === "signed-out") session.signedOut = true;
  if (fault.code === "device.revoked") {
    forget();
    await giveUp();
  }
}

/** The clock of the phone goes along, so that the server can put a wrong one right. */
function hello(): api.Hello {
  return {
    device: session.account!.device, version: VERSION, unsent: Math.min(unsent.value.length, 10 ** 6), sent_at: stamp(),
  };
}

async function sendAll(): Promise<void> {
  for (const batch of outbox.batches(traffic.items, Date.now())) await send(batch);
}

async function send(batch: Item[]): Promise<void> {
  try {
    const receipts = await api.push(session.token, hello(), batch.map((item) => item.op));
    await keep(outbox.settle(batch, receipts, Date.now()));
    traffic.lastSent = Date.now();
    await contacted();
  } catch (fault) {
    if (!(fault instanceof api.Trouble) || !isOpen()) throw fault;
    await keep(batch.map((item) => outbox.failed(item, fault.message, Date.now())));
    if (fault.code === "device.revoked") throw fault;
    // A refusal of a whole batch is one item's fault: from now on each goes alone.
    if (fault.kind !== "refused") throw fault;
  }
}

/** Photos after texts; each that has arrived is ticked off, so a cut costs one photo at most. */
async function sendPhotos(): Promise<void> {
  for (const item of outbox.withFiles(traffic.items, Date.now())) {
    let left = item;
    try {
      for (const id of item.files) {
        const photo = await box().getFile(id);
        if (photo) await api.sendFile(session.token, id, photo);
        left = { ...left, files: left.files.filter((other) => other !== id) };
        await keep([left]);
      }
    } catch (fault) {
      if (!(fault instanceof api.Trouble)) throw fault;
      await keep([outbox.failed(left, fault.message, Date.now())]);
      if (fault.kind !== "refused") throw fault;
    }
  }
}

/** Fetch what is new; pages until the server has no more. */
export async function refresh(): Promise<void> {
  let begun = false;
  for (let page = 0; page < 500; page++) {
    const told = await api.pull(session.token, ledger.next, session.account!.device, VERSION);
    await take(box(), told, page === 0);
    if (page === 0) await takeDay(box(), told as Partial<Day>);
    begun ||= told.reset;
    if (!told.more) break;
  }
  await contacted();
  await nameGrids();
  if (begun || !ledger.categories.length || !ledger.questions.length) {
    ledger.categories = await api.categories(session.token);
    const asked = await api.questions(session.token);
    Object.assign(ledger, { questions: asked.items, relations: asked.relations });
    await box().putAll([
      ["state", "categories", ledger.categories], ["state", "questions", asked.items], ["state", "relations", asked.relations],
    ]);
  }
  await refreshGround(begun);
}

/** The names of the grids that the phone holds; asked once for each community. */
async function nameGrids(): Promise<void> {
  const grids = new Set([...ledger.households.values()].map((home) => home.grid));
  const unknown = [...grids].filter((code) => !ledger.areas[code]);
  for (const community of new Set(unknown.map((code) => code.slice(0, 12)))) {
    for (const area of await api.areas(session.token, community)) ledger.areas[area.code] = area.name;
  }
  if (unknown.length) await box().put("state", "areas", ledger.areas);
}

export interface Reached {
  count: number;
  hash: string;
  at: number;
}

/** What has a receipt, and one hash over its numbers, as this phone works them out. */
export async function reached(): Promise<Reached> {
  const there = outbox.arrived(traffic.items);
  const at = Math.max(0, ...there.map((item) => item.receivedAt));
  return { count: there.length, hash: await sha256(outbox.proofText(there)), at };
}

/** Whether the server works out the same over what it has of this phone. */
export async function agrees(mine: Reached): Promise<boolean> {
  const first = outbox.arrived(traffic.items)[0];
  if (!first) return true;
  const theirs = await api.prove(session.token, session.account!.device, first.op.id);
  return theirs.count === mine.count && theirs.hash === mine.hash;
}

export async function retry(item: Item): Promise<void> {
  await keep([outbox.again(item)]);
  void flush();
}

/** The person looked again and stands by it: the same operation with more told, sent anew. */
export async function amend(item: Item, fields: Record<string, unknown>): Promise<void> {
  const op = { ...item.op, fields: { ...item.op.fields, ...fields } };
  await keep([outbox.again({ ...item, op })]);
  void flush();
}

/** Only on the person's own word: what the server would not take and they give up. */
export async function discard(item: Item): Promise<void> {
  await box().remove("op", item.op.id);
  traffic.items = traffic.items.filter((other) => other.op.id !== item.op.id);
}

/** Everything that is not yet on the server, as a file to hand over. */
export function exportUnsent(): string {
  return JSON.stringify({
    product: "wangge", made_at: stamp(), device: session.account?.device, ops: unsent.value.map((item) => item.op),
  }, null, 2);
}

/** Try when the network comes back, when the app comes to the front, and from time to time. */
export function watch(): void {
  addEventListener("online", () => {
    traffic.online = true;
    void flush(true);
  });
  addEventListener("offline", () => {
    traffic.online = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void flush();
  });
  setInterval(() => void flush(), 20_000);
}
