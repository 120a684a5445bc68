// Times and states in the words of the office.
const day = new Intl.DateTimeFormat("zh-CN", { month: "numeric", day: "numeric", timeZone: "Asia/Shanghai" });
const moment = new Intl.DateTimeFormat("zh-CN", {
  month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
});
const iso = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: "Asia/Shanghai" });
const whole = new Intl.DateTimeFormat("zh-CN", {
  month: "long", day: "numeric", weekday: "long", timeZone: "Asia/Shanghai",
});

export function at(value: string | number | null | undefined): string {
  if (!value) return "";
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? "" : moment.format(time);
}

export function onDay(value: string | null | undefined): string {
  if (!value) return "";
  const time = new Date(value.length === 10 ? `${value}T00:00:00+08:00` : value);
  return Number.isNaN(time.getTime()) ? "" : day.format(time);
}

/** The day as forms and the server write it: 2026-01-31. */
export function dayOf(moment: Date): string {
  return iso.format(moment);
}

export function today(): string {
  return whole.format(new Date());
}

/** How long ago, roughly. */
export function since(value: number): string {
  if (!value) return "还没有";
  const minutes = Math.floor((Date.now() - value) / 60_000);
  if (minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes} 分钟前`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} 小时前` : `${Math.floor(hours / 24)} 天前`;
}

export const OUTCOMES: [string, string][] = [["met", "见到了"], ["nobody_home", "家中无人"], ["refused", "谢绝走访"]];
export const VISIT_KINDS: [string, string][] = [["visit", "走访"], ["collect", "信息采集"], ["service", "上门服务"]];
export const RESULTS: Record<string, string> = {
  applied: "已收到", repeated: "已收到（之前送到过）", merged: "已收到，与别人的修改合并", conflict: "与别人的修改不同", refused: "没有被接受",
};
