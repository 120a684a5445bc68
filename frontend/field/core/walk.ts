// The proposed order of the day's stops (建议顺序): a help, off at a touch, and nothing follows anybody.
import { reactive, watch } from "vue";
import type { Stop } from "./agenda.ts";
import { ground, places } from "./ground.ts";
import { ledger } from "./ledger.ts";
import { walkingOrder } from "./route_order.ts";
import { box, isOpen, session } from "./session.ts";

export const walk = reactive({ on: true });

watch(() => session.account?.id, async (account) => {
  walk.on = true;
  if (account && isOpen()) walk.on = (await box().get<boolean>("state", "walk")) ?? true;
});

export async function switchWalk(on: boolean): Promise<void> {
  walk.on = on;
  await box().put("state", "walk", on);
}

export interface Way {
  /** In walking order, each with its place in degrees. */
  stops: { stop: Stop; lon: number; lat: number }[];
  /** Stops of which no place is known. */
  without: Stop[];
}

/** The stops in the order proposed; as they were given while it is switched off. */
export function way(stops: readonly Stop[]): Way {
  const known = ground.map?.corner ? places(ground.map) : new Map<string, [number, number]>();
  const placed: Way["stops"] = [];
  const without: Stop[] = [];
  for (const stop of stops) {
    const at = placeOf(stop, known);
    if (at) placed.push({ stop, lon: at[0], lat: at[1] });
    else without.push(stop);
  }
  if (!walk.on) return { stops: placed, without };
  const by = new Map(placed.map((each) => [each.stop.id, each]));
  const order = walkingOrder(placed.map(({ stop, lon, lat }) => ({ id: stop.id, lon, lat })));
  return { stops: upstairs(order.map((id) => by.get(id)!)), without };
}

/** Behind one door the homes come as they lie, floor by floor. */
function upstairs(stops: Way["stops"]): Way["stops"] {
  const found: Way["stops"][] = [];
  for (const each of stops) {
    const last = found[found.length - 1];
    if (last && last[0]!.lon === each.lon && last[0]!.lat === each.lat) last.push(each);
    else found.push([each]);
  }
  return found.flatMap((group) => group.sort((one, other) => doors.compare(one.stop.title, other.stop.title)));
}

const doors = new Intl.Collator("zh-Hans", { numeric: true });

function placeOf(stop: Stop, known: ReadonlyMap<string, [number, number]>): [number, number] | null {
  const [page, id = ""] = stop.to.split("/");
  if (page === "incident") {
    const row = ledger.incidents.get(id);
    return row?.lon != null && row.lat != null ? [row.lon, row.lat] : null;
  }
  const building = page === "home" ? ledger.households.get(id)?.building : null;
  return (building && known.get(building)) || null;
}
