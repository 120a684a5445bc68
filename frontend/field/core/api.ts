// Talking to the server: every failure is one of four kinds, each with words for the person.
import type { GroundMap } from "./ground.ts";
import type { Category, Pulled, Question } from "./ledger.ts";
import type { Item, Receipt } from "./outbox.ts";

export type Fault = "offline" | "signed-out" | "refused" | "broken";

export class Trouble extends Error {
  readonly kind: Fault;
  readonly code: string;

  constructor(kind: Fault, message: string, code = "") {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

const PATIENCE = 30_000;

async function call(path: string, init: RequestInit, token = ""): Promise<unknown> {
  const headers = new Headers(init.headers);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  let answer: Response;
  let body: string;
  try {
    answer = await fetch(path, { ...init, headers, signal: stop.signal, credentials: "omit" });
    body = await answer.text();
  } catch {
    throw new Trouble("offline", "现在连不上服务器，内容已存在手机里，有信号时会自动上传。");
  } finally {
    clearTimeout(timer);
  }
  return read(answer, body);
}

/** A page of a hotel's or operator's log-in is not an answer: only JSON is. */
function read(answer: Response, body: string): unknown {
  const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
  let data: Record<string, unknown>;
  try {
    if (!isJson) throw new SyntaxError();
    data = JSON.parse(body) as Record<string, unknown>;
  } catch {
    throw new Trouble("broken", "收到的不是平台的回答，可能要先登录这里的无线网络；内容都还在手机里。");
  }
  if (answer.ok) return data;
  const detail = typeof data["detail"] === "string" ? data["detail"] : "服务器没有说明原因。";
  const code = String(data["code"] ?? "");
  if (answer.status === 401 && token401(code)) throw new Trouble("signed-out", "登录已过期，请重新登录。", code);
  throw new Trouble(answer.status >= 500 ? "broken" : "refused", detail, code);
}

function token401(code: string): boolean {
  return code === "unauthenticated";
}

function json(method: string, data: unknown): RequestInit {
  return { method, body: JSON.stringify(data), headers: { "Content-Type": "application/json" } };
}

export interface Me {
  name: string;
  abilities: string[];
  [more: string]: unknown;
}

export async function signIn(username: string, password: string): Promise<string> {
  const told = await call("/api/v1/tokens", json("POST", { username, password }));
  return (told as { token: string }).token;
}

export async function me(token: string): Promise<Me> {
  return (await call("/api/v1/me", { method: "GET" }, token)) as Me;
}

/** The server's half of the key to this phone's data. */
export async function share(token: string, device: string): Promise<string> {
  const told = await call(`/m/app/devices/${device}/share`, json("POST", {}), token);
  return (told as { share: string }).share;
}

/** What a phone says of itself when it sends. */
export interface Hello {
  device: string;
  version: string;
  unsent: number;
  sent_at: string;
}

export async function push(token: string, hello: Hello, ops: Item["op"][]): Promise<Receipt[]> {
  const told = (await call("/api/v1/sync/push", json("POST", { ...hello, ops }), token)) as {
    receipts?: Receipt[];
  };
  if (!Array.isArray(told.receipts)) throw new Trouble("broken", "服务器的回执看不懂，会再送一次。");
  return told.receipts;
}

export async function pull(token: string, since: string, device: string, version: string): Promise<Pulled> {
  const query = new URLSearchParams({ device, version, ...(since ? { since } : {}) });
  return (await call(`/api/v1/sync/pull?${query}`, { method: "GET" }, token)) as Pulled;
}

/** What the server has of this phone since one of its operations. */
export interface Proof {
  count: number;
  hash: string;
  last: string | null;
}

export async function prove(token: string, device: string, since: string): Promise<Proof> {
  const query = new URLSearchParams({ device, since });
  return (await call(`/api/v1/sync/proof?${query}`, { method: "GET" }, token)) as Proof;
}

/** One field that two people told differently. */
export interface Conflict {
  id: string;
  op: string;
  label: string;
  current: string;
  offered: string;
  by: string;
  at: string;
  state: string;
}

export async function conflicts(token: string): Promise<Conflict[]> {
  const told = await call("/api/v1/sync/conflicts?state=open&limit=100", { method: "GET" }, token);
  return (told as { items: Conflict[] }).items;
}

export async function choose(token: string, id: string, keep: "current" | "offered"): Promise<void> {
  await call(`/api/v1/sync/conflicts/${id}`, json("POST", { keep }), token);
}

/** What may be asked about residents and households, from the field dictionary. */
export async function questions(token: string): Promise<{ items: Question[]; relations: string[] }> {
  return (await call("/m/app/fields", { method: "GET" }, token)) as { items: Question[]; relations: string[] };
}

/** The map of the own grids; only that it is the same where the phone has it already. */
export async function groundMap(token: string, have: string): Promise<GroundMap | { same: true }> {
  const query = new URLSearchParams({ have });
  return (await call(`/m/app/ground?${query}`, { method: "GET" }, token)) as GroundMap | { same: true };
}

/** The grids under an area: code and name. */
export async function areas(token: string, under: string): Promise<{ code: string; name: string }[]> {
  const query = new URLSearchParams({ under, limit: "200" });
  const told = await call(`/api/v1/areas?${query}`, { method: "GET" }, token);
  return (told as { items: { code: string; name: string }[] }).items;
}

export async function sendFile(token: string, id: string, blob: Blob): Promise<void> {
  await call(`/api/v1/files/${id}`, {
    method: "PUT",
    body: blob,
    headers: { "Content-Type": "application/octet-stream", "X-File-Name": "photo.jpg" },
  }, token);
}

export async function categories(token: string): Promise<Category[]> {
  const told = await call("/api/v1/categories", { method: "GET" }, token);
  return (told as { items: Category[] }).items;
}
