// Who is working on this phone now, and opening and closing their data.
import { reactive } from "vue";
import * as api from "./api.ts";
import { makeKey, openKey, random, takeShare } from "./crypto.ts";
import { db, Vault, wipe, type Account } from "./db.ts";
import { uuid7 } from "./ids.ts";
import * as ledger from "./ledger.ts";

export const TRIES = 10;
export const LEASE = 72 * 3600_000;
const SLACK = 10 * 60_000;

export interface Profile {
  name: string;
  title: string;
  area: string;
  abilities: string[];
}

export const session = reactive({
  accounts: [] as Account[],
  account: null as Account | null,
  profile: { name: "", title: "", area: "", abilities: [] } as Profile,
  token: "",
  /** The token is no longer good: what was written stays and waits. */
  signedOut: false,
  /** Why the phone was closed, for whoever stands before the door. */
  notice: "",
});

let vault: Vault | null = null;

/** The opened data; nobody asks while it is closed. */
export function box(): Vault {
  if (!vault) throw new Error("locked");
  return vault;
}

export function isOpen(): boolean {
  return vault !== null;
}

export async function start(): Promise<void> {
  session.accounts = await db.accounts.toArray();
  for (const account of session.accounts) await expire(account);
  session.accounts = await db.accounts.toArray();
}

/** Without the server for 72 hours, or with a clock set back, the share is given up. */
async function expire(account: Account): Promise<void> {
  const now = Date.now();
  const isLate = now - account.contactAt > LEASE || now < account.latest - SLACK;
  if (account.share && isLate) await db.accounts.update(account.id, { share: null });
  else await db.accounts.update(account.id, { latest: Math.max(account.latest, now) });
}

/** Somebody new on this phone: the password online once, then a PIN of their own. */
export async function enrol(username: string, password: string, pin: string): Promise<void> {
  const token = await api.signIn(username, password);
  const old = await db.accounts.where("username").equals(username).first();
  if (old) await wipe(old.id);
  const device = uuid7();
  const share = await takeShare(await api.share(token, device));
  const salt = random(16);
  const now = Date.now();
  const account: Account = {
    id: uuid7(), username, device, salt, share, wrapped: await makeKey(pin, salt, share),
    contactAt: now, latest: now, wrong: 0,
  };
  await db.accounts.add(account);
  session.accounts = await db.accounts.toArray();
  const key = await openKey(account.wrapped, pin, salt, share);
  vault = new Vault(account.id, key!);
  session.account = account;
  await remember(token);
  ledger.clear();
}

async function remember(token: string): Promise<void> {
  const told = await api.me(token);
  session.token = token;
  session.signedOut = false;
  session.profile = profile(told);
  await box().putAll([["state", "token", token], ["state", "profile", session.profile]]);
}

function profile(told: api.Me): Profile {
  const postings = (told["postings"] ?? []) as Record<string, unknown>[];
  const first = postings[0] ?? {};
  const area = first["area_name"] ?? first["grid_name"] ?? first["area"] ?? "";
  return {
    name: told.name,
    title: String(first["title"] ?? first["post"] ?? ""),
    area: typeof area === "string" ? area : String((area as Record<string, unknown>)["name"] ?? ""),
    abilities: told.abilities ?? [],
  };
}

/** Ask for the password again; what waits in the phone is not touched. */
export async function renew(password: string): Promise<void> {
  const account = session.account!;
  await remember(await api.signIn(account.username, password));
  await contacted();
}

export type Opened = "open" | "wrong" | "wiped" | "expired";

/** Count first, then try: closing the app does not win another try. */
export async function unlock(id: string, pin: string): Promise<Opened> {
  const account = await db.accounts.get(id);
  if (!account) return "wiped";
  if (!account.share) return "expired";
  await db.accounts.update(id, { wrong: account.wrong + 1 });
  const key = await openKey(account.wrapped, pin, account.salt, account.share);
  if (!key) {
    if (account.wrong + 1 < TRIES) return "wrong";
    await wipe(id);
    await start();
    return "wiped";
  }
  await db.accounts.update(id, { wrong: 0 });
  await enter(account, key);
  return "open";
}

async function enter(account: Account, key: CryptoKey): Promise<void> {
  vault = new Vault(account.id, key);
  session.account = { ...account, wrong: 0 };
  session.token = (await vault.get<string>("state", "token")) ?? "";
  session.signedOut = !session.token;
  session.profile = (await vault.get<Profile>("state", "profile")) ?? session.profile;
  await ledger.load(vault);
}

/** After 72 hours: the password online brings the share back, then the PIN opens as before. */
export async function extend(id: string, password: string): Promise<void> {
  const account = await db.accounts.get(id);
  if (!account) return;
  const token = await api.signIn(account.username, password);
  const share = await takeShare(await api.share(token, account.device));
  const now = Date.now();
  await db.accounts.update(id, { share, contactAt: now, latest: now });
  session.accounts = await db.accounts.toArray();
}

/** The server answered: the 72 hours begin again. */
export async function contacted(): Promise<void> {
  const account = session.account;
  if (!account) return;
  const now = Date.now();
  await db.accounts.update(account.id, { contactAt: now, latest: now });
  session.account = { ...account, contactAt: now, latest: now };
}

/** The server says that this phone was stopped: nothing of this account stays on it. */
export async function giveUp(): Promise<void> {
  const account = session.account;
  vault = null;
  if (account) await wipe(account.id);
  await start();
  session.notice = "这台手机已在平台停用，本机数据已清除；仍需使用请联系社区。";
  lock();
}

export function lock(): void {
  vault = null;
  ledger.clear();
  Object.assign(session, { account: null, token: "", signedOut: false });
  session.profile = { name: "", title: "", area: "", abilities: [] };
  void start();
}
