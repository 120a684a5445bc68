// The map of the own grids: fetched with the data, kept sealed, drawn without any network.
import { shallowReactive, watch } from "vue";
import * as api from "./api.ts";
import { box, isOpen, session } from "./session.ts";

/** A line or ring: steps from point to point in millionths of a degree, the first from the corner. */
type Run = number[];

export interface GroundMap {
  digest: string;
  corner: [lon: number, lat: number] | null;
  grids: { code: string; name: string; rings: Run[] }[];
  layers: Partial<Record<"green" | "water" | "houses" | "streets", { kind: string; name: string; runs: Run[] }[]>>;
  buildings: { id: string; name: string; at: [x: number, y: number] }[];
}

interface Kept {
  at: number;
  map: GroundMap;
}

const MICRO = 1e6;
const DAY = 24 * 3600_000;

export const ground = shallowReactive({ map: null as GroundMap | null, at: 0, asked: "" });

watch(() => session.account?.id, () => Object.assign(ground, { map: null, at: 0, asked: "" }));

/** Open what is kept; asked again it has been done. */
export async function openGround(): Promise<void> {
  const account = session.account?.id ?? "";
  if (!isOpen() || ground.asked === account) return;
  ground.asked = account;
  const kept = await box().get<Kept>("state", "ground");
  if (kept && session.account?.id === account) Object.assign(ground, kept);
}

/** Once a day, and when the grids changed; a map that cannot be had holds nothing else up. */
export async function refreshGround(force: boolean): Promise<void> {
  await openGround();
  if (!force && ground.map && Date.now() - ground.at < DAY) return;
  try {
    const told = await api.groundMap(session.token, ground.map?.digest ?? "");
    const map = "same" in told ? ground.map : told;
    if (!map) return;
    Object.assign(ground, { map, at: Date.now() });
    await box().put("state", "ground", { at: ground.at, map });
  } catch (fault) {
    if (!(fault instanceof api.Trouble)) throw fault;
  }
}

/** Degrees as places on the map, and back. */
export function toMap(map: GroundMap, lon: number, lat: number): [number, number] {
  return [Math.round(lon * MICRO) - map.corner![0], Math.round(lat * MICRO) - map.corner![1]];
}

export function toDegrees(map: GroundMap, [x, y]: readonly [number, number]): [lon: number, lat: number] {
  return [(map.corner![0] + x) / MICRO, (map.corner![1] + y) / MICRO];
}

/** Where the buildings stand, in degrees, by their ids. */
export function places(map: GroundMap): Map<string, [lon: number, lat: number]> {
  return new Map(map.buildings.map((one) => [one.id, toDegrees(map, one.at)]));
}
