// Households and people registered on this phone that a pull has not brought back yet.
import { ledger } from "./ledger.ts";
import type { Item } from "./outbox.ts";
import { traffic } from "./sync.ts";

export interface NewHome {
  id: string;
  address: string;
  grid: string;
  item: Item;
}

export interface Newcomer {
  id: string;
  household: string;
  name: string;
  relation: string;
  item: Item;
}

function told(item: Item, key: string): string {
  return String(item.op.fields[key] ?? "");
}

export function newHomes(): NewHome[] {
  return traffic.items
    .filter((item) => item.op.entity === "household" && "address" in item.op.fields && !ledger.households.has(item.op.key))
    .map((item) => ({ id: item.op.key, address: told(item, "address"), grid: told(item, "grid"), item }));
}

export function newcomers(home: string): Newcomer[] {
  return traffic.items
    .filter((item) => item.op.entity === "person" && item.op.fields["household"] === home && !ledger.people.has(item.op.key))
    .map((item) => ({ id: item.op.key, household: home, name: told(item, "name"), relation: told(item, "relation"), item }))
    .reverse();
}

/** A household, known or registered here just now. */
export function homeOf(id: string): { address: string; grid: string } | undefined {
  return ledger.households.get(id) ?? newHomes().find((home) => home.id === id);
}

/** What was told of somebody's leaving and no pull has brought back yet. */
export function leaving(person: string): Item | undefined {
  return traffic.items.find((item) => {
    const { entity, fields } = item.op;
    if (entity !== "life" || (item.state === "received" && item.receivedAt < ledger.at)) return false;
    const others = Array.isArray(fields["others"]) ? fields["others"] : [];
    return fields["person"] === person || others.includes(person);
  });
}
