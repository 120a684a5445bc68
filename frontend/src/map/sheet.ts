/** The boundary being drawn, and every step back: plain data, no map. */
import type { Position, Ring, Shape } from "./place";

/** Which corner: of which polygon, ring and place in the ring. */
export type Corner = [polygon: number, ring: number, point: number];

const FEWEST = 3;

const copy = (shape: Shape): Shape => shape.map((rings) => rings.map((ring) => ring.map(([x, y]): Position => [x, y])));

export class Sheet {
  shape: Shape;
  private past: Shape[] = [];
  private future: Shape[] = [];

  constructor(shape: Shape) {
    this.shape = copy(shape);
  }

  /** Remember how it is now; call before a change. */
  keep(): void {
    this.past.push(copy(this.shape));
    this.future = [];
  }

  /** Forget the last remembered state: nothing came of the change. */
  forget(): void {
    this.past.pop();
  }

  undo(): boolean {
    const before = this.past.pop();
    if (!before) return false;
    this.future.push(this.shape);
    this.shape = before;
    return true;
  }

  redo(): boolean {
    const after = this.future.pop();
    if (!after) return false;
    this.past.push(this.shape);
    this.shape = after;
    return true;
  }

  get undoable(): boolean {
    return this.past.length > 0;
  }

  get redoable(): boolean {
    return this.future.length > 0;
  }

  ring([polygon, ring]: Corner): Ring | undefined {
    return this.shape[polygon]?.[ring];
  }

  at(corner: Corner): Position | undefined {
    return this.ring(corner)?.[corner[2]];
  }

  move(corner: Corner, to: Position): void {
    const ring = this.ring(corner);
    if (ring?.[corner[2]]) ring[corner[2]] = to;
  }

  /** A new corner after this one. */
  insert(corner: Corner, at: Position): Corner {
    this.ring(corner)?.splice(corner[2] + 1, 0, at);
    return [corner[0], corner[1], corner[2] + 1];
  }

  /** Take a corner away; a ring that has too few left goes as a whole. */
  remove(corner: Corner): void {
    const ring = this.ring(corner);
    if (!ring) return;
    ring.splice(corner[2], 1);
    if (ring.length >= FEWEST) return;
    if (corner[1] === 0) this.shape.splice(corner[0], 1);
    else this.shape[corner[0]]?.splice(corner[1], 1);
  }

  corners(): { corner: Corner; at: Position }[] {
    return this.shape.flatMap((rings, p) =>
      rings.flatMap((ring, r) => ring.map((at, n) => ({ corner: [p, r, n] as Corner, at }))),
    );
  }

  /** The middle of every edge, with the corner it follows. */
  middles(): { corner: Corner; at: Position }[] {
    return this.corners().flatMap(({ corner, at }) => {
      const ring = this.ring(corner) ?? [];
      const next = ring[(corner[2] + 1) % ring.length];
      return next && ring.length > 1 ? [{ corner, at: [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2] as Position }] : [];
    });
  }

  /** The corner after this one, or before it, round the ring. */
  beside(corner: Corner, step: number): Corner {
    const size = this.ring(corner)?.length ?? 1;
    return [corner[0], corner[1], (corner[2] + step + size) % size];
  }
}
