// What is known of a resident, by the keys of the dictionary, with what waits in the outbox on top.
import type { Person } from "./ledger.ts";
import { traffic } from "./sync.ts";

const YES: Record<string, string> = { true: "是", false: "否" };

/** A value as it is shown. */
export function told(value: unknown): string {
  if (Array.isArray(value)) return value.join("、");
  return YES[String(value)] ?? String(value ?? "");
}

export function answers(person: Person): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(person.facts).map(([key, value]) => [key, told(value)])),
    living_address: person.living_address, residence: person.residence, phone: person.phones.join("、"),
  };
}

/** What was changed on this phone and is not on the server yet. */
export function changed(id: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const item of [...traffic.items].reverse()) {
    const isEdit = item.op.entity === "person" || item.op.entity === "household";
    if (!isEdit || item.op.key !== id || item.state === "received") continue;
    for (const [key, value] of Object.entries(item.op.fields)) found[key] = told(value);
  }
  return found;
}
