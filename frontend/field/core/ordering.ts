// In which order a day's stops are offered: urgency, then risk, then what is near, then what is open now.

export interface Ranked {
  /** 0 late, 1 due within a day, 2 has a day, 3 any day until Friday. */
  urgency: number;
  /** 3 is the highest. */
  risk: number;
  /** 0 in the building one is at, 1 in the same grid, 2 elsewhere. */
  away: number;
  /** 0 the time that was wished for, 1 nothing was wished, 2 another time. */
  opening: number;
  due: number;
  id: string;
}

export function compare(one: Ranked, other: Ranked): number {
  return one.urgency - other.urgency
    || other.risk - one.risk
    || one.away - other.away
    || one.opening - other.opening
    || one.due - other.due
    || (one.id < other.id ? -1 : 1);
}

const HOURS: [word: string, from: number, until: number][] = [
  ["早上", 6, 9], ["上午", 8, 12], ["中午", 11, 14], ["下午", 12, 18], ["傍晚", 17, 20], ["晚上", 18, 22], ["晚饭后", 18, 22],
];
const DAYS = "日一二三四五六";

/** Whether a wish such as "周末上午" is met at a moment; words that say no time are no wish. */
export function opening(wished: string, now: Date): number {
  const local = new Date(now.getTime() + 8 * 3600_000);
  const [hour, weekday] = [local.getUTCHours(), local.getUTCDay()];
  const hours = HOURS.filter(([word]) => wished.includes(word));
  const named = [...wished.matchAll(/(?:周|星期)([一二三四五六日天])/g)].map((found) => DAYS.indexOf(found[1]!.replace("天", "日")));
  const tests: boolean[] = [];
  if (hours.length) tests.push(hours.some(([, from, until]) => from <= hour && hour < until));
  if (named.length) tests.push(named.includes(weekday));
  if (wished.includes("周末")) tests.push(weekday === 0 || weekday === 6);
  if (wished.includes("工作日")) tests.push(weekday > 0 && weekday < 6);
  if (!tests.length) return 1;
  return tests.every(Boolean) ? 0 : 2;
}
