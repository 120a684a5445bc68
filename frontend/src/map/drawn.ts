/** How a boundary that is being drawn looks, with what lies around it and what is wrong with it. */
import type * as GeoJSON from "geojson";
import type { LayerSpecification } from "maplibre-gl";
import type { Settled } from "./ground";

export const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export const layers = (): LayerSpecification[] => [
  { id: "around-street", type: "line", source: "around", filter: ["==", ["get", "role"], "street"], paint: { "line-color": "#8a6d3b", "line-width": 1, "line-dasharray": [2, 2], "line-opacity": 0.7 } },
  { id: "around-neighbour", type: "fill", source: "around", filter: ["==", ["get", "role"], "neighbour"], paint: { "fill-color": "#5a4b9c", "fill-opacity": 0.1, "fill-outline-color": "#5a4b9c" } },
  { id: "around-line", type: "line", source: "around", filter: ["==", ["get", "role"], "neighbour"], paint: { "line-color": "#5a4b9c", "line-width": 1.4 } },
  { id: "around-community", type: "line", source: "around", filter: ["==", ["get", "role"], "community"], paint: { "line-color": "#0e2f3a", "line-width": 2.2, "line-dasharray": [4, 1.5] } },
  { id: "drawn-fill", type: "fill", source: "drawn", paint: { "fill-color": "#0b6076", "fill-opacity": 0.2 } },
  { id: "faults", type: "fill", source: "faults", paint: { "fill-color": "#b3261e", "fill-opacity": 0.5 } },
  { id: "faults-line", type: "line", source: "faults", paint: { "line-color": "#b3261e", "line-width": 2 } },
  { id: "drawn-line", type: "line", source: "drawn", layout: { "line-join": "round" }, paint: { "line-color": "#0b6076", "line-width": 3 } },
  { id: "middles", type: "circle", source: "middles", minzoom: 14, paint: { "circle-radius": 4, "circle-color": "#fff", "circle-stroke-color": "#0b6076", "circle-stroke-width": 1.5, "circle-opacity": 0.8 } },
  { id: "corners", type: "circle", source: "corners", paint: { "circle-radius": ["case", ["get", "chosen"], 8.5, 6], "circle-color": ["case", ["get", "chosen"], "#f5a35c", "#ffffff"], "circle-stroke-color": "#0b6076", "circle-stroke-width": 2.5 } },
];

/** The neighbours, the community's border and the streets beside what is drawn. */
export async function around(settled: Settled): Promise<GeoJSON.FeatureCollection> {
  const answer = settled.around ? await fetch(settled.around) : null;
  return answer?.ok ? ((await answer.json()) as GeoJSON.FeatureCollection) : NOTHING;
}
