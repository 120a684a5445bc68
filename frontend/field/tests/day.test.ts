// The order of a day's stops, what may be the same matter, and on which day information goes up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, opening, type Ranked } from "../core/ordering.ts";
import { similar, type Known } from "../core/similar.ts";
import { windowOf, weekdayName } from "../core/windows.ts";

function stop(id: string, more: Partial<Ranked> = {}): Ranked {
  return { id, urgency: 2, risk: 0, away: 3, opening: 1, due: 0, ...more };
}

test("urgency comes before risk, risk before distance, distance before the time wished for", () => {
  const stops = [
    stop("later", { opening: 2 }), stop("plain"), stop("open", { opening: 0 }), stop("near", { away: 0, opening: 2 }),
    stop("risky", { risk: 2, away: 9 }), stop("late", { urgency: 0, away: 9 }),
  ];
  assert.deepEqual(stops.sort(compare).map((one) => one.id), ["late", "risky", "near", "open", "plain", "later"]);
});

test("a wish is met at its hour and on its day, and words without a time are no wish", () => {
  const saturdayMorning = new Date("2026-11-28T09:30:00+08:00");
  assert.deepEqual(
    ["周末上午", "周末下午", "工作日上午", "周六", "周三晚上", "", "先打电话"].map((wished) => opening(wished, saturdayMorning)),
    [0, 2, 2, 0, 2, 1, 1],
  );
});

test("general information goes up on the next of the days set", () => {
  const tuesdayAndFriday = [1, 4];
  assert.deepEqual(
    ["2026-11-24", "2026-11-25", "2026-11-27", "2026-11-28"].map((on) => windowOf(on, tuesdayAndFriday)),
    ["2026-11-24", "2026-11-27", "2026-11-27", "2026-12-01"],
  );
  assert.equal(windowOf("2026-11-25", []), "2026-11-25");
  assert.equal(weekdayName("2026-11-29"), "周日");
});

const LAMP: Known = {
  id: "lamp", category: "0801", grid: "1", title: "楼道灯不亮", description: "3栋2单元楼道灯不亮", address: "3栋", lon: null, lat: null,
};

test("the same kind or the same words in the same place may be the same matter", () => {
  const asked = { category: "0801", grid: "1", text: "", address: "", lon: null, lat: null };
  assert.deepEqual(similar(asked, [LAMP]).map((one) => one.id), ["lamp"]);
  assert.deepEqual(similar({ ...asked, category: "", text: "二单元楼道灯不亮了" }, [LAMP]).map((one) => one.id), ["lamp"]);
  assert.deepEqual(similar({ ...asked, grid: "2" }, [LAMP]), []);
  assert.deepEqual(similar({ ...asked, category: "0302", text: "有人乱停车" }, [LAMP]), []);
});

test("with places known, what is over two hundred metres away is another matter", () => {
  const asked = { category: "0801", grid: "1", text: "灯不亮", address: "", lon: 109.4, lat: 24.3 };
  const at = (lon: number): Known => ({ ...LAMP, lon, lat: 24.3 });
  assert.equal(similar(asked, [at(109.4015)]).length, 1);
  assert.equal(similar(asked, [at(109.41)]).length, 0);
});
