/** What the map page answers itself while the network is away: names and figures it has already. */
import type * as GeoJSON from "geojson";

export interface AreaFacts {
  code: string;
  level: number;
  name: string;
  households: number | null;
  band: string;
  matters: number;
  at: [number, number];
}

export type Areas = GeoJSON.FeatureCollection<GeoJSON.Geometry, AreaFacts>;

export interface Found {
  label: string;
  kind: string;
  at: [number, number];
  code?: string;
}

const GRID = 15;

export function named(areas: Areas, text: string): Found[] {
  const wanted = text.trim();
  const found = areas.features.filter(({ properties }) => wanted !== "" && properties.name.includes(wanted));
  return found.map(({ properties: { name, level, at, code } }) => ({
    label: name, kind: level === GRID ? "网格" : "社区", at, code,
  }));
}

/** The panel of an area from what was loaded with the map. */
export function panelOf({ name, households, matters }: AreaFacts): DocumentFragment {
  const panel = document.createDocumentFragment();
  const head = Object.assign(document.createElement("div"), { className: "panel-head" });
  const close = Object.assign(document.createElement("button"), { className: "btn btn-sm btn-quiet", type: "button", textContent: "关闭" });
  close.dataset["panelClose"] = "";
  head.append(Object.assign(document.createElement("h2"), { textContent: name }), close);
  const body = Object.assign(document.createElement("div"), { className: "panel-body" });
  const figures = households === null ? `未结 ${matters} 件` : `${households} 户，未结 ${matters} 件`;
  body.append(
    Object.assign(document.createElement("p"), { textContent: figures }),
    Object.assign(document.createElement("p"), { className: "muted small", textContent: "网络不通，只显示已载入的内容；联网后再点一次看人员。" }),
  );
  panel.append(head, body);
  return panel;
}
