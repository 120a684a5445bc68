// The rules of the outbox, tried with every kind of answer in every order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { batches, failed, fresh, pause, proofText, removable, settle, withFiles, type Item, type Receipt } from "../core/outbox.ts";

function item(id: string, files: string[] = []): Item {
  return fresh({ id, entity: "visit", key: id, base: {}, fields: { found: "x" }, at: "" }, "走访", files);
}

function receipt(id: string, result: Receipt["result"]): Receipt {
  return { id, result, code: "", detail: "" };
}

test("what goes first was made first, and one batch holds at most so many", () => {
  const items = ["c", "a", "b"].map((id) => item(id));
  assert.deepEqual(batches(items, 0, 2).map((batch) => batch.map((one) => one.op.id)), [["a", "b"], ["c"]]);
});

test("what once failed goes alone, and not before its time", () => {
  const bad = failed(item("a"), "坏了", 1000, 0);
  const items = [bad, item("b"), item("c")];
  assert.deepEqual(batches(items, 1000).map((batch) => batch.map((one) => one.op.id)), [["b", "c"]]);
  assert.deepEqual(batches(items, bad.next).map((batch) => batch.map((one) => one.op.id)), [["b", "c"], ["a"]]);
});

test("photos go before the report that names them", () => {
  const items = [item("a", ["photo"]), item("b")];
  assert.deepEqual(batches(items, 0).flat().map((one) => one.op.id), ["b"]);
  assert.deepEqual(withFiles(items, 0).map((one) => one.op.id), ["a"]);
});

test("every kind of receipt leads to its state; a missing or strange one keeps the item waiting", () => {
  const results: [Receipt["result"] | "odd" | "", Item["state"]][] = [
    ["applied", "received"], ["repeated", "received"], ["merged", "received"],
    ["conflict", "conflict"], ["refused", "refused"], ["odd", "waiting"], ["", "waiting"],
  ];
  const sent = results.map((_each, n) => item(String(n)));
  const given = results.flatMap(([result], n) => (result ? [receipt(String(n), result as Receipt["result"])] : []));
  assert.deepEqual(settle(sent, given.reverse(), 5, 0).map((one) => one.state), results.map(([, state]) => state));
});

test("nothing without a receipt is ever removable", () => {
  const long = 10 ** 12;
  assert.equal(removable(item("a"), long, 0), false);
  assert.equal(removable(failed(item("a"), "", 0), long, 0), false);
  for (const result of ["conflict", "refused"] as const) {
    assert.equal(removable(settle([item("a")], [receipt("a", result)], 0)[0]!, long, 0), false);
  }
  assert.equal(removable(settle([item("a")], [receipt("a", "applied")], 0)[0]!, long, 0), true);
});

test("once the server has somebody's numbers they are not on the phone; until then they are", () => {
  const told = { name: "陆一鸣", id_number: "990101198805060025", phone: "12000000001" };
  const one = fresh({ id: "a", entity: "person", key: "a", base: {}, fields: told, at: "" }, "登记");
  const [refused] = settle([one], [receipt("a", "refused")], 0);
  const [received] = settle([one], [receipt("a", "applied")], 0);
  assert.deepEqual([refused!.op.fields, received!.op.fields], [told, { name: "陆一鸣" }]);
});

test("waits double and end at a quarter of an hour", () => {
  assert.deepEqual([1, 2, 3, 20].map((tries) => pause(tries, 1)), [5_000, 10_000, 20_000, 900_000]);
  assert.equal(pause(1, 0), 2_500);
});

test("any order of cuts ends with every item received once", () => {
  for (let seed = 1; seed <= 200; seed++) {
    let state = seed;
    const chance = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const server = new Set<string>();
    let items = Array.from({ length: 12 }, (_each, n) => item(String(n).padStart(2, "0")));
    let now = 0;
    for (let round = 0; round < 400 && items.some((one) => one.state === "waiting"); round++) {
      now += 60_000;
      for (const batch of batches(items, now, 5)) {
        const fate = chance();
        const receipts = batch.map((one) => receipt(one.op.id, server.has(one.op.id) ? "repeated" : "applied"));
        if (fate > 0.3) for (const one of batch) server.add(one.op.id);
        const after = fate > 0.6
          ? settle(batch, receipts.filter(() => chance() > 0.2), now, chance())
          : batch.map((one) => failed(one, "断了", now, chance()));
        const by = new Map(after.map((one) => [one.op.id, one]));
        items = items.map((one) => by.get(one.op.id) ?? one);
      }
    }
    assert.deepEqual([items.filter((one) => one.state === "received").length, server.size], [12, 12]);
    assert.equal(proofText(items).split("\n").length, 12);
  }
});
