/** The base map: the county's own layers, a tile archive, or picture tiles of the setting. */
import { AttributionControl, GPUInitializationError, Map, NavigationControl, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { PMTiles, Protocol } from "pmtiles";
import type { Frame } from "./place";

setWorkerUrl(workerUrl);

/** What the server says of the page's map. */
export interface Settled {
  base: Record<string, string>;
  tiles: string;
  rasters: string[][];
  credit: string;
  data: Record<"areas" | "buildings" | "incidents", string>;
  panel: string;
  incident: string;
  building: string;
  search: string;
  frame: Frame | null;
  around?: string;
  plan?: string;
}

export const FONT = ["Noto Sans CJK SC"];
const CHINA: Frame = [73, 18, 135, 53];
const WORDS = {
  "AttributionControl.ToggleAttribution": "显示或收起来源",
  "Map.Title": "地图，方向键移动，加减号缩放",
  "NavigationControl.ResetBearing": "正北朝上",
  "NavigationControl.ZoomIn": "放大",
  "NavigationControl.ZoomOut": "缩小",
  "ScaleControl.Kilometers": "公里",
  "ScaleControl.Meters": "米",
};
const COLOUR = {
  land: "#f5f3ee",
  green: "#dde9d3",
  water: "#bcd7e6",
  house: "#e6e0d8",
  houseLine: "#d5cdc2",
  street: "#ffffff",
  casing: "#d8d2c8",
  word: "#6b6459",
};

export function absolute(address: string): string {
  return new URL(address, location.href).href;
}

/** Land is green where it is said to be, whatever the makers of the tiles call the column. */
const GREEN = [
  "match", ["coalesce", ["get", "kind"], ["get", "class"], ""],
  ["park", "grass", "garden", "wood", "forest", "meadow", "scrub", "farmland", "recreation_ground", "nature_reserve"],
  COLOUR.green, COLOUR.land,
] as unknown as ExpressionSpecification;

/** Streets by what they are called here and by other makers of tiles. */
const KIND: ExpressionSpecification = ["coalesce", ["get", "kind"], ["get", "class"], ""];
const MAJOR = ["major", "highway", "major_road", "motorway", "trunk", "primary", "secondary"];
const MINOR = ["minor", "minor_road", "tertiary", "residential", "unclassified", "living_street", "street"];

const wide = (minor: number, major: number): LayerSpecification["paint"] => ({
  "line-width": [
    "interpolate", ["exponential", 1.6], ["zoom"],
    12, ["match", KIND, MAJOR, 1.2, 0.4],
    18, ["match", KIND, MAJOR, major, MINOR, minor, 2],
  ],
});

function streets(id: string, more: object): LayerSpecification[] {
  const of = { source: id, ...more };
  const line = { "line-cap": "round", "line-join": "round" } as const;
  return [
    { id: `${id}-casing`, type: "line", ...of, layout: line, paint: { "line-color": COLOUR.casing, ...wide(13, 23) } },
    { id: `${id}-line`, type: "line", ...of, layout: line, paint: { "line-color": COLOUR.street, ...wide(10, 19) } },
    {
      id: `${id}-name`, type: "symbol", ...of, minzoom: 14, filter: ["has", "name"],
      layout: { "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "name"], "text-font": FONT, "text-size": 11.5 },
      paint: { "text-color": COLOUR.word, "text-halo-color": "#fff", "text-halo-width": 1.4 },
    },
  ] as LayerSpecification[];
}

function fill(id: string, source: string, colour: string | ExpressionSpecification, more: object = {}): LayerSpecification {
  return { id, type: "fill", source, paint: { "fill-color": colour, "fill-antialias": true }, ...more } as LayerSpecification;
}

function own(settled: Settled): Pick<StyleSpecification, "sources" | "layers"> {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [];
  for (const [name, address] of Object.entries(settled.base)) {
    sources[name] = { type: "geojson", data: absolute(address) };
    if (name === "streets") layers.push(...streets(name, {}));
    else if (name === "houses") {
      layers.push(fill(name, name, COLOUR.house, { minzoom: 13 }));
      layers.push({ id: "houses-line", type: "line", source: name, minzoom: 15, paint: { "line-color": COLOUR.houseLine, "line-width": 0.8 } });
    } else layers.push(fill(name, name, name === "water" ? COLOUR.water : COLOUR.green));
  }
  return { sources, layers };
}

/** Layers of an archive by what their names say: no two makers of tiles use the same ones. */
function guessed(id: string): LayerSpecification[] {
  const more = { "source-layer": id };
  if (/water|ocean/.test(id)) return [fill(id, "tiles", COLOUR.water, { ...more, filter: ["==", ["geometry-type"], "Polygon"] })];
  if (/earth/.test(id)) return [fill(id, "tiles", COLOUR.land, { ...more, filter: ["==", ["geometry-type"], "Polygon"] })];
  if (/land|park|green/.test(id)) return [fill(id, "tiles", GREEN, { ...more, filter: ["==", ["geometry-type"], "Polygon"] })];
  if (/build|house/.test(id)) return [fill(id, "tiles", COLOUR.house, { ...more, minzoom: 13 })];
  if (/road|street|transport/.test(id)) return streets("tiles", more).map((layer) => ({ ...layer, id: `${layer.id}-${id}` }));
  return [];
}

const ORDER = [/earth/, /land|park|green/, /water|ocean/, /build|house/, /road|street|transport/];

async function archive(address: string): Promise<Pick<StyleSpecification, "sources" | "layers">> {
  const protocol = new Protocol();
  addProtocol("pmtiles", protocol.tile);
  const file = new PMTiles(absolute(address));
  protocol.add(file);
  const header = await file.getHeader();
  const url = `pmtiles://${absolute(address)}`;
  const vectors = header.tileType === 1;
  if (!vectors) return { sources: { tiles: { type: "raster", url, tileSize: 256 } }, layers: [{ id: "tiles", type: "raster", source: "tiles" }] };
  const told = (await file.getMetadata()) as { vector_layers?: { id: string }[] };
  const ids = (told.vector_layers ?? []).map((layer) => layer.id);
  const rank = (id: string): number => ORDER.findIndex((pattern) => pattern.test(id));
  ids.sort((a, b) => rank(a) - rank(b));
  return { sources: { tiles: { type: "vector", url } }, layers: ids.flatMap(guessed) };
}

function pictures(rasters: string[][]): Pick<StyleSpecification, "sources" | "layers"> {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [];
  rasters.forEach((tiles, order) => {
    const id = `raster-${order}`;
    sources[id] = { type: "raster", tiles, tileSize: 256, maxzoom: 18 };
    layers.push({ id, type: "raster", source: id });
  });
  return { sources, layers };
}

async function style(settled: Settled): Promise<StyleSpecification> {
  const parts = [pictures(settled.rasters)];
  if (settled.tiles) parts.push(await archive(settled.tiles).catch(() => own(settled)));
  else if (settled.rasters.length === 0) parts.push(own(settled));
  return {
    version: 8,
    sources: Object.assign({}, ...parts.map((part) => part.sources)) as StyleSpecification["sources"],
    layers: [
      { id: "land", type: "background", paint: { "background-color": COLOUR.land } },
      ...parts.flatMap((part) => part.layers),
    ],
  };
}

/** A map in the element, or null where the browser cannot draw one (it then says so). */
export async function begin(element: HTMLElement, settled: Settled): Promise<Map | null> {
  let map: Map;
  try {
    map = new Map({
      container: element,
      style: await style(settled),
      bounds: settled.frame ?? CHINA,
      fitBoundsOptions: { padding: 40, maxZoom: 17 },
      maxZoom: 20,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      localIdeographFontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif',
      locale: WORDS,
    });
  } catch (fault) {
    if (!(fault instanceof GPUInitializationError)) console.error(fault);
    element.dataset["state"] = "none";
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-right");
  if (settled.credit) map.addControl(new AttributionControl({ compact: false, customAttribution: settled.credit }), "bottom-right");
  map.on("movestart", () => (element.dataset["state"] = "moving"));
  map.on("idle", () => {
    element.dataset["state"] = "idle";
    element.dataset["frame"] = map.getBounds().toArray().flat().join(" "); // what is to be seen now
  });
  await new Promise<void>((done) => map.once("load", () => done()));
  return map;
}

export function settledOf(element: HTMLElement): Settled {
  return JSON.parse(element.dataset["settled"] ?? "{}") as Settled;
}
