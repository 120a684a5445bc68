/** The workbench of a division plan: what is ticked in the list is chosen on the map, and the other way. */
import type * as GeoJSON from "geojson";
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map } from "maplibre-gl";
import { Popup } from "maplibre-gl";
import { FONT, begin, settledOf } from "./ground";
import { frameOf } from "./place";

interface Facts {
  kind: "grid" | "building" | "today";
  id?: string | number;
  number: number;
  name: string;
  households?: number;
  at?: [number, number] | null;
}

type Feature = GeoJSON.Feature<GeoJSON.Geometry, Facts>;

const PLAIN = "#8796a0";
const HUES = 12;
const SOURCES = { grids: "grid", today: "today", units: "building" } as const;
const CHOSEN: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
const HOMES: ExpressionSpecification = ["sqrt", ["max", 1, ["get", "households"]]];

/** The colours of the grids as the style sheet has them, so that map and table agree. */
function hues(): string[] {
  const probe = document.createElement("i");
  document.body.append(probe);
  const found = Array.from({ length: HUES }, (_, at) => {
    probe.className = `hue-${at}`;
    return getComputedStyle(probe).getPropertyValue("--hue").trim() || PLAIN;
  });
  probe.remove();
  return found;
}

function layers(): LayerSpecification[] {
  const pairs = hues().flatMap((hue, at) => [at, hue]);
  const hue = ["match", ["%", ["get", "number"], HUES], ...pairs, PLAIN] as unknown as ExpressionSpecification;
  const size = (least: number, each: number): ExpressionSpecification => ["+", ["min", ["+", least, ["*", each, HOMES]], 16], ["case", CHOSEN, 2, 0]];
  return [
    { id: "plan-fill", type: "fill", source: "grids", paint: { "fill-color": hue, "fill-opacity": 0.32 } },
    { id: "plan-line", type: "line", source: "grids", layout: { "line-join": "round" }, paint: { "line-color": hue, "line-width": 2.6 } },
    { id: "today-line", type: "line", source: "today", layout: { "line-join": "round" }, paint: { "line-color": "#16262d", "line-width": 1.7, "line-dasharray": [4, 2.5] } },
    { id: "unit", type: "circle", source: "units", paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, size(2, 0.25), 18, size(6, 1)],
      "circle-color": ["case", CHOSEN, "#ffffff", hue],
      "circle-stroke-color": ["case", CHOSEN, "#0e2f3a", "#ffffff"],
      "circle-stroke-width": ["case", CHOSEN, 4, 1.5],
    } },
    { id: "unit-name", type: "symbol", source: "units", minzoom: 17, layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11, "text-anchor": "top", "text-offset": [0, 1], "text-optional": true }, paint: { "text-color": "#16262d", "text-halo-color": "#fff", "text-halo-width": 1.4 } },
    { id: "plan-name", type: "symbol", source: "names", layout: { "text-field": ["get", "text"], "text-font": FONT, "text-size": 13.5, "text-line-height": 1.3 }, paint: { "text-color": "#0e2f3a", "text-halo-color": "#fff", "text-halo-width": 2 } },
  ];
}

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: "FeatureCollection", features });

function names(grids: Feature[]): GeoJSON.Feature[] {
  return grids.flatMap(({ properties: { at, name, households } }) =>
    at ? [{ type: "Feature" as const, geometry: { type: "Point" as const, coordinates: at }, properties: { text: `${name}\n${households ?? 0} 户` } }] : [],
  );
}

/** The list of buildings: its ticks are what counts. */
const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>("[data-plan-units] input[name=units]")];

function toggle(key: string): void {
  const box = boxes().find(({ value }) => value === key);
  if (!box) return;
  box.checked = !box.checked;
  const fold = box.closest("details");
  if (fold && box.checked) fold.open = true;
  box.closest("li")?.scrollIntoView({ block: "nearest" });
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Folds and the place in the list stay as they were when the server sends a new version of it. */
class Folds {
  private open = new Set<string>();
  private top = 0;

  private all(): HTMLDetailsElement[] {
    return [...document.querySelectorAll<HTMLDetailsElement>("#work details[data-fold]")];
  }

  keep(): void {
    this.open = new Set(this.all().filter(({ open }) => open).map(({ dataset }) => dataset["fold"] ?? ""));
    this.top = document.querySelector(".units")?.scrollTop ?? 0;
  }

  restore(): void {
    for (const fold of this.all()) fold.open = this.open.has(fold.dataset["fold"] ?? "");
    document.querySelector(".units")?.scrollTo({ top: this.top });
  }
}

class Bench {
  private found: Feature[] = [];
  private version = "";

  constructor(
    private readonly map: Map,
    private readonly address: string,
  ) {
    for (const name of ["grids", "today", "names"]) map.addSource(name, { type: "geojson", data: collection([]), tolerance: 0 });
    map.addSource("units", { type: "geojson", data: collection([]), promoteId: "id" });
    for (const layer of layers()) map.addLayer(layer);
  }

  /** Draw the version that the page shows now. */
  async refresh(): Promise<void> {
    const version = document.querySelector<HTMLElement>("[data-plan-version]")?.dataset["planVersion"] ?? "";
    if (version === this.version) return this.mark();
    this.version = version;
    const answer = await fetch(this.address, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok || this.version !== version) return;
    this.found = ((await answer.json()) as GeoJSON.FeatureCollection<GeoJSON.Geometry, Facts>).features;
    for (const [name, kind] of Object.entries(SOURCES)) this.fill(name, this.of(kind));
    this.fill("names", names(this.of("grid")));
    this.mark();
  }

  private of(kind: Facts["kind"]): Feature[] {
    return this.found.filter(({ properties }) => properties.kind === kind);
  }

  private fill(name: string, features: GeoJSON.Feature[]): void {
    void this.map.getSource<GeoJSONSource>(name)?.setData(collection(features));
  }

  /** What is ticked stands out, and how many households that is. */
  mark(): void {
    const ticked = boxes().filter(({ checked }) => checked);
    this.map.removeFeatureState({ source: "units" });
    for (const { value } of ticked) this.map.setFeatureState({ source: "units", id: value }, { chosen: true });
    const homes = ticked.reduce((sum, box) => sum + Number(box.dataset["homes"] ?? 0), 0);
    const told = document.querySelector<HTMLElement>("[data-plan-count]");
    if (told) told.textContent = ticked.length > 0 ? `已选 ${ticked.length} 栋，${homes} 户` : "在地图上点楼栋，或在列表里勾选";
  }

  locate(number: string): void {
    const grid = this.of("grid").find(({ properties }) => String(properties.number) === number);
    const frame = grid && frameOf(grid.geometry);
    if (frame) this.map.fitBounds(frame, { padding: 60, maxZoom: 18, animate: false });
  }

  /** A building is ticked; the ground of a grid says where what is ticked shall go. */
  click(point: { x: number; y: number }, lngLat: { lng: number; lat: number }): void {
    const reach = 6;
    const box: [[number, number], [number, number]] = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const [unit] = this.map.queryRenderedFeatures(box, { layers: ["unit"] });
    if (unit) {
      if (boxes().length > 0) return toggle(String(unit.properties["id"]));
      const text = `${String(unit.properties["name"])}，${String(unit.properties["households"])} 户`;
      new Popup({ offset: 8 }).setLngLat(lngLat).setText(text).addTo(this.map);
      return;
    }
    const [ground] = this.map.queryRenderedFeatures([point.x, point.y], { layers: ["plan-fill"] });
    const select = document.querySelector<HTMLSelectElement>("[data-plan-to]");
    const number = String(ground?.properties["number"] ?? "");
    if (select && [...select.options].some(({ value }) => value === number)) select.value = number;
  }
}

function dress(bench: Bench): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-plan-locate]")) {
    button.hidden = false;
    button.onclick = () => bench.locate(button.dataset["planLocate"] ?? "");
  }
}

export async function plan(element: HTMLElement): Promise<void> {
  const folds = new Folds();
  document.addEventListener("htmx:beforeSwap", () => folds.keep());
  document.addEventListener("htmx:afterSwap", () => folds.restore());
  const settled = settledOf(element);
  const map = settled.plan ? await begin(element, settled) : null;
  if (!map || !settled.plan) return;
  const bench = new Bench(map, settled.plan);
  await bench.refresh();
  dress(bench);
  map.on("click", ({ point, lngLat }) => bench.click(point, lngLat));
  for (const type of ["mouseenter", "mouseleave"] as const) {
    map.on(type, "unit", () => (map.getCanvas().style.cursor = type === "mouseenter" ? "pointer" : ""));
  }
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "units") bench.mark();
  });
  document.querySelector<HTMLInputElement>("[data-plan-today]")?.addEventListener("change", ({ currentTarget }) => {
    const shown = currentTarget instanceof HTMLInputElement && currentTarget.checked;
    map.setLayoutProperty("today-line", "visibility", shown ? "visible" : "none");
  });
  document.addEventListener("htmx:afterSettle", () => {
    dress(bench);
    void bench.refresh();
  });
}
