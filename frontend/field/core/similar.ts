// Open matters that may be the same thing, from what the phone holds: the place, the kind, the words.
export interface Known {
  id: string;
  category: string;
  grid: string;
  title: string;
  description: string;
  address: string;
  lon: number | null;
  lat: number | null;
}

export interface Asked {
  category: string;
  grid: string;
  text: string;
  address: string;
  lon: number | null;
  lat: number | null;
}

const NEAR = 200;
const ENOUGH = 2;
const MOST = 3;

function pairs(text: string): Set<string> {
  const plain = Array.from(text.replace(/[\s\p{P}]/gu, ""));
  return new Set(plain.slice(1).map((character, n) => plain[n]! + character));
}

function alike(one: string, other: string): number {
  const [left, right] = [pairs(one), pairs(other)];
  if (!left.size || !right.size) return 0;
  let both = 0;
  for (const pair of left) if (right.has(pair)) both++;
  return both / Math.min(left.size, right.size);
}

function metres(asked: Asked, known: Known): number | null {
  if (asked.lon === null || asked.lat === null || known.lon === null || known.lat === null) return null;
  const width = Math.cos((asked.lat * Math.PI) / 180);
  return Math.hypot((asked.lon - known.lon) * width, asked.lat - known.lat) * 111_320;
}

function weight(asked: Asked, known: Known): number {
  const far = metres(asked, known);
  const near = far === null ? known.grid === asked.grid : far <= NEAR;
  if (!near) return 0;
  let sum = known.category === asked.category ? 2 : known.category.slice(0, 2) === asked.category.slice(0, 2) ? 0.5 : 0;
  sum += 3 * alike(asked.text, `${known.title}${known.description}`);
  if (asked.address && known.address) sum += alike(asked.address, known.address);
  return sum;
}

/** The likeliest first; only what has enough in common. */
export function similar<T extends Known>(asked: Asked, all: Iterable<T>): T[] {
  if (!asked.category && !asked.text.trim()) return [];
  return [...all]
    .map((known) => ({ known, sum: weight(asked, known) }))
    .filter((each) => each.sum >= ENOUGH)
    .sort((one, other) => other.sum - one.sum)
    .slice(0, MOST)
    .map((each) => each.known);
}
