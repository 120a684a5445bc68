// What the phone knows of its grids: taken from a pull, kept in sealed portions, looked up in memory.
import { reactive, shallowReactive } from "vue";
import type { Vault } from "./db.ts";
import { initials } from "./initials.ts";

export interface Household {
  id: string;
  grid: string;
  address: string;
  building: string | null;
  kind: string;
  facts: Record<string, string>;
  visited_at: string | null;
  outcome: string | null;
  wished: string | null;
  version: number;
}

export interface Person {
  id: string;
  household: string | null;
  grid: string;
  name: string;
  sex: string;
  birth_date: string | null;
  age: number | null;
  relation: string;
  phones: string[];
  living_address: string;
  residence: string;
  status: string;
  labels: string[];
  facts: Record<string, string>;
  confirmed_on: string | null;
  version: number;
}

export interface Incident {
  id: string;
  number: string;
  title: string;
  description: string;
  category: string;
  state: string;
  state_label: string;
  stage: string;
  grid: string;
  address: string;
  lon: number | null;
  lat: number | null;
  due_at: string;
  offers: string[];
  version: number;
}

export interface Task {
  id: string;
  kind: "incident" | "visit" | "patrol";
  title: string;
  reason: string;
  due_on: string;
  grid: string;
  household: string | null;
  incident: string | null;
}

/** One answer of the server. */
export interface Pulled {
  households: (Household & { gone: boolean })[];
  people: (Person & { gone: boolean })[];
  incidents: (Incident & { gone: boolean })[];
  tasks: Omit<Task, "id">[];
  next: string;
  more: boolean;
  reset: boolean;
}

export interface Category {
  code: string;
  name: string;
  parent: string | null;
}

/** One field of the dictionary that a home visit may fill. */
export interface Question {
  key: string;
  label: string;
  type: "text" | "date" | "code" | "choices" | "number" | "money" | "boolean" | "phones" | "address";
  section: string;
  subject: "person" | "household";
  options: string[];
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
  questions: [] as Question[],
  /** What one may be to the head of a household. */
  relations: [] as string[],
  /** Names of the grids, by their codes. */
  areas: {} as Record<string, string>,
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
  Object.assign(ledger, { categories: [], questions: [], relations: [], areas: {}, next: "", at: 0 });
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
  ledger.questions = (await vault.get<Question[]>("state", "questions")) ?? [];
  ledger.relations = (await vault.get<string[]>("state", "relations")) ?? [];
  ledger.areas = (await vault.get<Record<string, string>>("state", "areas")) ?? {};
  Object.assign(ledger, (await vault.get<State>("state", "pull")) ?? { next: "", at: 0 });
  warm();
}

/** Work the book out while nobody waits for it. */
function warm(): void {
  const later = globalThis.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 200));
  later(() => {
    if (ledger.households.size) bound();
  });
}

/**
 * Take an answer of the server in; only the portions it touches are sealed anew. `begins` is the
 * first of several answers: it alone has the tasks, and all of them.
 */
export async function take(vault: Vault, told: Pulled, begins: boolean): Promise<void> {
  if (told.reset && begins) {
    for (const kind of KINDS) {
      rows(kind).clear();
      await vault.removeKind(kind);
    }
  }
  const entries: [string, string, unknown][] = [];
  for (const kind of KINDS) {
    if (kind === "tasks") continue;
    const kept = rows(kind);
    const touched = new Set<string>();
    for (const { gone, ...row } of told[kind]) {
      touched.add(portion(row.id));
      if (gone) kept.delete(row.id);
      else kept.set(row.id, row);
    }
    const parts = new Map([...touched].map((name) => [name, [] as unknown[]]));
    for (const row of kept.values()) parts.get(portion(row.id))?.push(row);
    for (const [name, part] of parts) entries.push([kind, name, part]);
  }
  if (begins) {
    const tasks = told.tasks.map((task) => ({ ...task, id: taskId(task) }));
    ledger.tasks.clear();
    for (const task of tasks) ledger.tasks.set(task.id, task);
    entries.push(["tasks", "all", tasks]);
  }
  ledger.next = told.next;
  if (!told.more) ledger.at = Date.now();
  book = null;
  entries.push(["state", "pull", { next: ledger.next, at: ledger.at }]);
  await vault.putAll(entries);
  warm();
}

function taskId(task: Omit<Task, "id">): string {
  return `${task.kind}:${task.household ?? task.incident ?? task.grid}`;
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
    const letters = names.map(initials);
    const found = [home.address, ...doors(home.address), ...names, ...letters].join(" ").toLowerCase();
    return { home, names: names.join("、"), found };
  });
  all.sort((one, other) => order.compare(one.home.address, other.home.address));
  book = { lines: all, members: living };
  return book;
}

/** The numbers of a door as people say them: 12号3栋2单元501 is 12-3-2-501 and 3-501. */
function doors(address: string): string[] {
  const numbers = address.match(/\d+/g) ?? [];
  if (numbers.length < 2) return [];
  return [numbers.join("-"), ...numbers.slice(0, -1).map((each) => `${each}-${numbers[numbers.length - 1]}`)];
}

/** A word as it stands, and as the numbers of a door where it names one: 3栋501. */
function said(word: string): string[] {
  const numbers = word.match(/\d+/g) ?? [];
  return numbers.length > 1 ? [word, numbers.join("-")] : [word];
}

/** Lines that have every word: a name, the initials of one, a door. */
export function look(text: string): Line[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).map(said);
  if (!words.length) return lines();
  return lines().filter((line) => words.every((forms) => forms.some((word) => line.found.includes(word))));
}

/** Who on the phone bears the name: whether it is the same person, the worker judges. */
export function alike(name: string): Person[] {
  const plain = name.replace(/\s/g, "");
  return plain ? [...ledger.people.values()].filter((person) => person.name === plain) : [];
}

/** The households on the phone behind a door: addresses are written with and without what is above. */
export function behind(address: string): Household[] {
  const plain = address.replace(/\s|室$/g, "");
  if (plain.length < 4) return [];
  return [...ledger.households.values()].filter((home) => {
    const known = home.address.replace(/\s|室$/g, "");
    return known.length >= 4 && (known.endsWith(plain) || plain.endsWith(known));
  });
}

/** The grids the phone holds homes of: code and name. */
export function grids(): [code: string, name: string][] {
  const found = new Map<string, string>();
  for (const home of ledger.households.values()) found.set(home.grid, ledger.areas[home.grid] ?? home.grid);
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}
