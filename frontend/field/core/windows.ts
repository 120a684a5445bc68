// Days in China, and the one on which information goes up.
import { dayOf as isoDay } from "./words.ts";

/** The day in China, as 2026-01-31. */
export function dayOf(moment: number | string | Date = Date.now()): string {
  return isoDay(new Date(moment));
}

/** Monday is 0. */
function weekday(on: string): number {
  return (new Date(`${on}T12:00:00Z`).getUTCDay() + 6) % 7;
}

/** The day on which what is noted on `on` goes up. */
export function windowOf(on: string, weekdays: readonly number[]): string {
  if (!weekdays.length) return on;
  const ahead = Math.min(...weekdays.map((wanted) => (wanted - weekday(on) + 7) % 7));
  return new Date(new Date(`${on}T12:00:00Z`).getTime() + ahead * 86_400_000).toISOString().slice(0, 10);
}

export function weekdayName(on: string): string {
  return `周${"一二三四五六日"[weekday(on)]}`;
}
