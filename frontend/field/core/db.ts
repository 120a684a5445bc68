// The phone's database. Besides who has an account here nothing in it can be read without the key.
import Dexie, { type EntityTable } from "dexie";
import { open, openBytes, seal, sealBytes, type Sealed } from "./crypto.ts";

/** One worker on this phone. */
export interface Account {
  id: string;
  username: string;
  device: string;
  salt: Uint8Array<ArrayBuffer>;
  wrapped: Sealed;
  /** Gone after 72 hours without the server. */
  share: CryptoKey | null;
  contactAt: number;
  /** The latest moment ever seen: a clock set back does not lengthen the 72 hours. */
  latest: number;
  wrong: number;
}

export interface Row extends Sealed {
  /** account/kind/name */
  place: string;
  account: string;
  kind: string;
}

class Store extends Dexie {
  declare accounts: EntityTable<Account, "id">;
  declare rows: EntityTable<Row, "place">;

  constructor() {
    super("wangge-field");
    this.version(1).stores({ accounts: "id, username", rows: "place, [account+kind], account" });
  }
}

export const db = new Store();

/** Everything of one account, sealed on the way in and opened on the way out. */
export class Vault {
  readonly account: string;
  readonly key: CryptoKey;

  constructor(account: string, key: CryptoKey) {
    this.account = account;
    this.key = key;
  }

  private place(kind: string, name: string): string {
    return `${this.account}/${kind}/${name}`;
  }

  private async row(kind: string, name: string, value: unknown): Promise<Row> {
    const place = this.place(kind, name);
    return { place, account: this.account, kind, ...(await seal(this.key, place, value)) };
  }

  async put(kind: string, name: string, value: unknown): Promise<void> {
    await db.rows.put(await this.row(kind, name, value));
  }

  /** Several at once, all or none. */
  async putAll(entries: [kind: string, name: string, value: unknown][]): Promise<void> {
    const rows = await Promise.all(entries.map((entry) => this.row(...entry)));
    await db.rows.bulkPut(rows);
  }

  async get<T>(kind: string, name: string): Promise<T | null> {
    const row = await db.rows.get(this.place(kind, name));
    return row ? open<T>(this.key, row.place, row) : null;
  }

  async all<T>(kind: string): Promise<T[]> {
    const rows = await db.rows.where("[account+kind]").equals([this.account, kind]).toArray();
    return Promise.all(rows.map((row) => open<T>(this.key, row.place, row)));
  }

  /** The same with the names they are kept under. */
  async entries<T>(kind: string): Promise<[name: string, value: T][]> {
    const rows = await db.rows.where("[account+kind]").equals([this.account, kind]).toArray();
    const before = this.place(kind, "").length;
    return Promise.all(rows.map(async (row) => [row.place.slice(before), await open<T>(this.key, row.place, row)] as [string, T]));
  }

  async remove(kind: string, name: string): Promise<void> {
    await db.rows.delete(this.place(kind, name));
  }

  async removeKind(kind: string): Promise<void> {
    await db.rows.where("[account+kind]").equals([this.account, kind]).delete();
  }

  async putFile(name: string, blob: Blob): Promise<void> {
    const place = this.place("file", name);
    const box = await sealBytes(this.key, place, await blob.arrayBuffer());
    await db.rows.put({ place, account: this.account, kind: "file", ...box });
  }

  async getFile(name: string): Promise<Blob | null> {
    const place = this.place("file", name);
    const row = await db.rows.get(place);
    if (!row) return null;
    return new Blob([await openBytes(this.key, place, row)], { type: "image/jpeg" });
  }
}

/** Take an account and all that is its own off the phone. */
export async function wipe(account: string): Promise<void> {
  await db.transaction("rw", db.accounts, db.rows, async () => {
    await db.rows.where("account").equals(account).delete();
    await db.accounts.delete(account);
  });
}
