// What a pull tells whole each time: what the week's cap puts off, notices, one's own pages, local rules.
import { reactive } from "vue";
import type { Vault } from "./db.ts";
import type { Task } from "./ledger.ts";

/** A task with what orders it; older servers leave these out. */
export interface DayTask extends Task {
  risk?: number;
  wished?: string;
  any_day?: boolean;
  stand_in?: string;
}

export interface Notice {
  id: string;
  text: string;
  urgent: boolean;
  at: string;
  incident: string | null;
}

/** A page of one's own journals, as the server has it. */
export interface Page {
  id: string;
  kind: string;
  day: string;
  text: string;
  lines: string[];
  shared: boolean;
  submitted: boolean;
}

export interface Information {
  id: string;
  kind: string;
  text: string;
  noted_at: string;
  handed_on: string;
}

export interface Rules {
  report_days: string;
  /** Monday is 0. */
  report_weekdays: number[];
  week_cap: number;
  week_made: number;
}

export interface Day {
  dropped: Omit<DayTask, "id">[];
  notices: Notice[];
  journals: Page[];
  information: Information[];
  rules: Rules;
}

function nothing(): Day {
  return {
    dropped: [], notices: [], journals: [], information: [],
    rules: { report_days: "", report_weekdays: [], week_cap: 0, week_made: 0 },
  };
}

export const day = reactive(nothing());

export async function takeDay(vault: Vault, told: Partial<Day>): Promise<void> {
  const { dropped, notices, journals, information, rules } = { ...nothing(), ...told };
  Object.assign(day, { dropped, notices, journals, information, rules });
  await vault.put("state", "day", { dropped, notices, journals, information, rules });
}

export async function loadDay(vault: Vault): Promise<void> {
  Object.assign(day, nothing(), (await vault.get<Day>("state", "day")) ?? {});
}

export function clearDay(): void {
  Object.assign(day, nothing());
}
