// The mark of the app as PNG, for phones that take no SVG on their home screen. Drawn from the same
// rounded squares as mark.svg, so that no picture has to be kept beside it.
import { deflateSync } from "node:zlib";

const FIELD = [0x0b, 0x60, 0x76];
const WHITE = [0xff, 0xff, 0xff];
const WARM = [0xf5, 0xa3, 0x5c];
// x, y, width, corner, colour, in the 32 units of mark.svg
const SQUARES = [
  [6, 6, 9, 2, WHITE], [6, 17, 9, 2, WHITE], [17, 17, 9, 2, WHITE], [17, 6, 9, 2, WARM],
];
const SAMPLES = 4;
const CRC = Array.from({ length: 256 }, (_each, n) => {
  let left = n;
  for (let bit = 0; bit < 8; bit++) left = left & 1 ? 0xedb88320 ^ (left >>> 1) : left >>> 1;
  return left >>> 0;
});

function inside(x, y, [left, top, width, corner]) {
  const across = Math.max(left + corner - x, x - (left + width - corner), 0);
  const down = Math.max(top + corner - y, y - (top + width - corner), 0);
  return x >= left && x <= left + width && y >= top && y <= top + width && across ** 2 + down ** 2 <= corner ** 2;
}

/** What stands at a point of the mark; nothing outside its rounded field. */
function colour(x, y, scale, bleed) {
  const from = (at) => 16 + (at - 16) / scale;
  const square = SQUARES.find((one) => inside(from(x), from(y), one));
  if (square) return square[4];
  // iOS cuts the corners itself and fills what is clear with black: there the field goes to the edge.
  return bleed || inside(x, y, [0, 0, 32, 7]) ? FIELD : null;
}

function pixel(column, row, size, scale, bleed) {
  const sum = [0, 0, 0, 0];
  for (let n = 0; n < SAMPLES ** 2; n++) {
    const x = ((column + ((n % SAMPLES) + 0.5) / SAMPLES) * 32) / size;
    const y = ((row + (Math.floor(n / SAMPLES) + 0.5) / SAMPLES) * 32) / size;
    const found = colour(x, y, scale, bleed);
    if (!found) continue;
    found.forEach((part, at) => (sum[at] += part));
    sum[3] += 1;
  }
  return [...sum.slice(0, 3).map((part) => (sum[3] ? Math.round(part / sum[3]) : 0)), Math.round((sum[3] * 255) / SAMPLES ** 2)];
}

function chunk(kind, body) {
  const told = Buffer.concat([Buffer.from(kind, "latin1"), body]);
  let crc = 0xffffffff;
  for (const byte of told) crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), told, frame.subarray(4)]);
}

/**
 * The mark, `size` pixels wide. With `bleed` the field fills the whole picture and the mark keeps to
 * the middle four fifths, as launchers that cut their own shape ask (maskable).
 */
export function png(size, { bleed = false } = {}) {
  const whole = bleed || size === 180;
  const rows = [];
  for (let row = 0; row < size; row++) {
    rows.push(0);
    for (let column = 0; column < size; column++) rows.push(...pixel(column, row, size, bleed ? 0.8 : 1, whole));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.from(rows), { level: 9 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}
