// What the phone knows of its grids: taken from a pull, kept in sealed portions, looked up in memory.
import { reactive, shallowReactive } from "vue";
import type { Vault } from "./db.ts";
import { initials } from "./initials.ts";

export interface Household {
  id: string;
  address: string;
  grid: string;
  grid_name: string;
  head: string;
  kind?: string;
  last_visit?: string | null;
  version?: number;
  [more: string]: unknown;
}

export interface Person {
  id: string;
  household: string | null;
  name: string;
  sex?: string;
  age?: number | null;
  birth_date?: string | null;
  relation?: string;
  ethnicity?: string;
  id_number?: string;
  phones?: string[];
  living_address?: string;
  registered_address?: string;
  residence?: string;
  status?: string;
  labels?: string[];
  facts?: Record<string, string>;
  version?: number;
  [more: string]: unknown;
}

export interface Incident {
  id: string;
  number: string;
  title: string;
  description: string;
  category_name: string;
  state: string;
  state_label: string;
  stage: string;
  urgency: string;
  address: string;
  grid_name: string;
  due_at: string;
  reported_at: string;
  overdue: boolean;
  pending?: string;
  version: number;
  offers: string[];
  [more: string]: unknown;
}

export interface Task {
  id: string;
  kind: string;
  title: string;
  reason: string;
  household?: string | null;
  incident?: string | null;
  due_on?: string | null;
  [more: string]: unknown;
}

export interface Category {
  code: string;
  name: string;
  parent: string | null;
  [more: string]: unknown;
}

type Kind = "households" | "people" | "incidents" | "tasks";
const KINDS: Kind[] = ["households", "people", "incidents", "tasks"];
const PORTIONS = 64;

/** One line of the household book, with all it is found by. */
export interface Line {
  home: Household;
  names: string;
  found: string;
}

export const ledger = reactive({
  households: shallowReactive(new Map<string, Household>()),
  people: shallowReactive(new Map<string, Person>()),
  incidents: shallowReactive(new Map<string, Incident>()),
  tasks: shallowReactive(new Map<string, Task>()),
  categories: [] as Category[],
  next: "",
  at: 0,
});

interface State {
  next: string;
  at: number;
}

function portion(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return String(sum % PORTIONS);
}

function rows(kind: Kind): Map<string, { id: string }> {
  return ledger[kind] as Map<string, { id: string }>;
}

export function clear(): void {
  for (const kind of KINDS) rows(kind).clear();
  Object.assign(ledger, { categories: [], next: "", at: 0 });
  book = null;
}

/** Open everything that is kept, a portion at a time. */
export async function load(vault: Vault): Promise<void> {
  clear();
  for (const kind of KINDS) {
    for (const part of await vault.all<{ id: string }[]>(kind)) {
      for (const row of part) rows(kind).set(row.id, row);
    }
  }
  ledger.categories = (await vault.get<Category[]>("state", "categories")) ?? [];
  Object.assign(ledger, (await vault.get<State>("state", "pull")) ?? { next: "", at: 0 });
}

/** Take an answer of the server in; only the portions it touches are sealed anew. */
export async function take(vault: Vault, told: Record<string, unknown>): Promise<void> {
  const entries: [string, string, unknown][] = [];
  for (const kind of KINDS) {
    const given = told[kind];
    if (!Array.isArray(given)) continue;
    const kept = rows(kind);
    const touched = new Set<string>();
    if (kind === "tasks") {
      for (const id of kept.keys()) touched.add(portion(id));
      kept.clear();
    }
    for (const row of given as ({ id: string; gone?: boolean; deleted?: boolean })[]) {
      touched.add(portion(row.id));
      if (row.gone || row.deleted) kept.delete(row.id);
      else kept.set(row.id, row);
    }
    const parts = new Map([...touched].map((name) => [name, [] as unknown[]]));
    for (const row of kept.values()) parts.get(portion(row.id))?.push(row);
    for (const [name, part] of parts) entries.push([kind, name, part]);
  }
  ledger.next = String(told["next"] ?? "");
  ledger.at = Date.now();
  book = null;
  entries.push(["state", "pull", { next: ledger.next, at: ledger.at }]);
  await vault.putAll(entries);
}

let book: { lines: Line[]; members: Map<string, Person[]> } | null = null;

/** The household book in the order of its doors, worked out once after each pull. */
export function lines(): Line[] {
  return bound().lines;
}

export function members(home: string): Person[] {
  return bound().members.get(home) ?? [];
}

function bound(): { lines: Line[]; members: Map<string, Person[]> } {
  if (book) return book;
  const living = new Map<string, Person[]>();
  for (const person of ledger.people.values()) {
    if (!person.household) continue;
    const others = living.get(person.household);
    if (others) others.push(person);
    else living.set(person.household, [person]);
  }
  const order = new Intl.Collator("zh-Hans", { numeric: true });
  const all = [...ledger.households.values()].map((home) => {
    const names = (living.get(home.id) ?? []).map((person) => person.name);
    if (!names.length && home.head) names.push(home.head);
    const letters = names.map(initials);
    return { home, names: names.join("、"), found: [home.address, ...names, ...letters].join(" ").toLowerCase() };
  });
  all.sort((one, other) => order.compare(one.home.address, other.home.address));
  book = { lines: all, members: living };
  return book;
}

/** Lines that have every word: a name, the initials of one, a door. */
export function look(text: string): Line[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return lines();
  return lines().filter((line) => words.every((word) => line.found.includes(word)));
}
