// Sealing what the phone keeps. The data key is random; it is wrapped by a key made of the PIN and
// of a share that the server hands out, so that neither the phone nor the PIN alone opens it.
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export const ROUNDS = 600_000;
const text = new TextEncoder();
const words = new TextDecoder();
const AES = { name: "AES-GCM", length: 256 };

export function random(size: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(size));
}

/** The server's share, as a key that scripts cannot read back. */
export function takeShare(hex: string): Promise<CryptoKey> {
  const bytes = new Uint8Array(hex.match(/../g)!.map((pair) => parseInt(pair, 16)));
  return crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
}

async function wrapping(
  pin: string, salt: Uint8Array<ArrayBuffer>, share: CryptoKey,
): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const stretch = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  const stretched = await crypto.subtle.deriveBits(stretch, typed, 256);
  const mix = { name: "HKDF", hash: "SHA-256", salt: stretched, info: text.encode("wangge field 1") };
  return crypto.subtle.deriveKey(mix, share, AES, false, ["wrapKey", "unwrapKey"]);
}

/** A new data key, wrapped. */
export async function makeKey(
  pin: string, salt: Uint8Array<ArrayBuffer>, share: CryptoKey,
): Promise<Sealed> {
  const key = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const iv = random(12);
  const by = await wrapping(pin, salt, share);
  return { iv, data: await crypto.subtle.wrapKey("raw", key, by, { name: "AES-GCM", iv }) };
}

/** The data key, or nothing when PIN or share is another one. */
export async function openKey(
  wrapped: Sealed, pin: string, salt: Uint8Array<ArrayBuffer>, share: CryptoKey,
): Promise<CryptoKey | null> {
  const by = await wrapping(pin, salt, share);
  const how = { name: "AES-GCM", iv: wrapped.iv };
  try {
    return await crypto.subtle.unwrapKey("raw", wrapped.data, by, how, AES, false, [
      "encrypt",
      "decrypt",
    ]);
  } catch {
    return null;
  }
}

/** Bytes sealed for one place: moved to another they do not open. */
export async function sealBytes(
  key: CryptoKey, place: string, bytes: BufferSource,
): Promise<Sealed> {
  const iv = random(12);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(place) };
  return { iv, data: await crypto.subtle.encrypt(how, key, bytes) };
}

export function openBytes(key: CryptoKey, place: string, box: Sealed): Promise<ArrayBuffer> {
  const how = { name: "AES-GCM", iv: box.iv, additionalData: text.encode(place) };
  return crypto.subtle.decrypt(how, key, box.data);
}

export function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  return sealBytes(key, place, text.encode(JSON.stringify(value)));
}

export async function open<T>(key: CryptoKey, place: string, box: Sealed): Promise<T> {
  return JSON.parse(words.decode(await openBytes(key, place, box))) as T;
}

export async function sha256(value: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(value)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
