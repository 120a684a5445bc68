/** The map page: boundaries by size, buildings, open matters; what is chosen is told beside it. */
import type * as GeoJSON from "geojson";
import type {
  ExpressionSpecification, FilterSpecification, GeoJSONSource, LayerSpecification, Map, MapGeoJSONFeature,
} from "maplibre-gl";
import { Popup } from "maplibre-gl";
import { FONT, absolute, begin, settledOf } from "./ground";
import type { Settled } from "./ground";
import { frameOf } from "./place";
import { named, panelOf } from "./unplugged";
import type { Areas, Found } from "./unplugged";

const GRID = 15;
const COLOUR = { below: "#d99a1c", within: "#2f9169", above: "#c23f2b", none: "#8796a0" };
const byBand = ["match", ["get", "band"], ...Object.entries(COLOUR).flat(), COLOUR.none] as unknown as ExpressionSpecification;
const GROUPS: Record<string, string[]> = {
  areas: ["grid-fill", "grid-line"],
  communities: ["community-casing", "community-line", "community-name"],
  labels: ["grid-name"],
  buildings: ["building", "building-name"],
  incidents: ["incident", "incident-many", "incident-count"],
};

function labels(areas: Areas): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: areas.features.map(({ properties }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: properties.at },
      properties: {
        ...properties,
        text: properties.households === null || properties.level !== GRID ? properties.name : `${properties.name}\n${properties.households} 户`,
      },
    })),
  };
}

function areaLayers(): LayerSpecification[] {
  const grid: FilterSpecification = ["==", ["get", "level"], GRID];
  const community: FilterSpecification = ["!=", ["get", "level"], GRID];
  const chosen: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
  const over: ExpressionSpecification = ["boolean", ["feature-state", "over"], false];
  return [
    { id: "grid-fill", type: "fill", source: "areas", filter: grid, paint: { "fill-color": byBand, "fill-opacity": ["case", chosen, 0.5, over, 0.4, 0.24] } },
    { id: "grid-line", type: "line", source: "areas", filter: grid, layout: { "line-join": "round" }, paint: { "line-color": ["case", chosen, "#0e2f3a", byBand], "line-width": ["case", chosen, 3.5, 1.6] } },
    { id: "community-casing", type: "line", source: "areas", filter: community, layout: { "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 5, "line-opacity": 0.85 } },
    { id: "community-line", type: "line", source: "areas", filter: community, layout: { "line-join": "round" }, paint: { "line-color": "#0e2f3a", "line-width": 2.2, "line-dasharray": [4, 1.5] } },
  ];
}

function pointLayers(): LayerSpecification[] {
  const single: FilterSpecification = ["!", ["has", "point_count"]];
  return [
    { id: "building", type: "circle", source: "buildings", minzoom: 13.5, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 2, 18, 5], "circle-color": "#0b6076", "circle-stroke-color": "#fff", "circle-stroke-width": 1 } },
    { id: "building-name", type: "symbol", source: "buildings", minzoom: 17, layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11, "text-anchor": "top", "text-offset": [0, 0.5] }, paint: { "text-color": "#16262d", "text-halo-color": "#fff", "text-halo-width": 1.3 } },
    { id: "incident", type: "circle", source: "incidents", filter: single, paint: { "circle-radius": 6.5, "circle-color": ["case", ["get", "late"], "#b3261e", "#e07b28"], "circle-stroke-color": "#fff", "circle-stroke-width": 2 } },
    { id: "incident-many", type: "circle", source: "incidents", filter: ["has", "point_count"], paint: { "circle-radius": ["step", ["get", "point_count"], 12, 10, 15, 50, 19], "circle-color": "#b8480f", "circle-stroke-color": "#fff", "circle-stroke-width": 2 } },
    { id: "incident-count", type: "symbol", source: "incidents", filter: ["has", "point_count"], layout: { "text-field": ["to-string", ["get", "point_count"]], "text-font": FONT, "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": "#fff" } },
  ];
}

function nameLayers(): LayerSpecification[] {
  const halo = { "text-halo-color": "#fff", "text-halo-width": 1.8 };
  return [
    { id: "grid-name", type: "symbol", source: "names", minzoom: 13.2, filter: ["==", ["get", "level"], GRID], layout: { "text-field": ["get", "text"], "text-font": FONT, "text-size": 12.5, "text-line-height": 1.3, "text-padding": 4 }, paint: { "text-color": "#0e2f3a", ...halo } },
    { id: "community-name", type: "symbol", source: "names", maxzoom: 14, filter: ["!=", ["get", "level"], GRID], layout: { "text-field": ["get", "text"], "text-font": FONT, "text-size": 14 }, paint: { "text-color": "#0e2f3a", ...halo } },
  ];
}

async function load<T>(address: string): Promise<T> {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as T;
}

async function fill(map: Map, settled: Settled): Promise<Areas> {
  const areas = await load<Areas>(settled.data.areas);
  map.addSource("areas", { type: "geojson", data: areas, promoteId: "code" });
  map.addSource("names", { type: "geojson", data: labels(areas) });
  map.addSource("buildings", { type: "geojson", data: absolute(settled.data.buildings) });
  map.addSource("incidents", { type: "geojson", data: absolute(settled.data.incidents), cluster: true, clusterRadius: 34, clusterMaxZoom: 16 });
  for (const layer of [...areaLayers(), ...pointLayers(), ...nameLayers()]) map.addLayer(layer);
  return areas;
}

/** One grid at a time is chosen: on the map, in the list and in the address. */
class Choice {
  private code = "";

  constructor(
    private readonly map: Map,
    private readonly settled: Settled,
    private readonly areas: Areas,
    private readonly panel: HTMLElement,
  ) {}

  async take(code: string, fly: boolean): Promise<void> {
    const area = this.areas.features.find(({ properties }) => properties.code === code);
    this.mark(false);
    this.code = code;
    this.mark(true);
    const frame = area && frameOf(area.geometry);
    if (fly && frame) this.map.fitBounds(frame, { padding: 60, maxZoom: 17, animate: false });
    const address = new URL(location.href);
    address.searchParams.set("at", code);
    history.replaceState(null, "", address);
    const answer = await fetch(this.settled.panel.replace("/0/", `/${code}/`)).catch(() => undefined);
    if (this.code !== code || (answer ? !answer.ok : !area)) return;
    if (answer) this.panel.innerHTML = await answer.text();
    else if (area) this.panel.replaceChildren(panelOf(area.properties));
    this.panel.hidden = false;
    this.panel.querySelector("[data-panel-close]")?.addEventListener("click", () => this.drop());
  }

  drop(): void {
    this.mark(false);
    this.code = "";
    this.panel.hidden = true;
    this.panel.replaceChildren();
    const address = new URL(location.href);
    address.searchParams.delete("at");
    history.replaceState(null, "", address);
  }

  private mark(chosen: boolean): void {
    if (!this.code) return;
    this.map.setFeatureState({ source: "areas", id: this.code }, { chosen });
    for (const row of document.querySelectorAll(`[data-area="${this.code}"]`)) {
      row.classList.toggle("is-current", chosen);
      row.toggleAttribute("aria-current", chosen);
    }
  }
}

function hover(map: Map): void {
  let over: string | number | undefined;
  const set = (id: string | number | undefined): void => {
    if (over !== undefined) map.setFeatureState({ source: "areas", id: over }, { over: false });
    over = id;
    if (id !== undefined) map.setFeatureState({ source: "areas", id }, { over: true });
    map.getCanvas().style.cursor = id === undefined ? "" : "pointer";
  };
  map.on("mousemove", "grid-fill", ({ features }) => set(features?.[0]?.id));
  map.on("mouseleave", "grid-fill", () => set(undefined));
}

function told(feature: MapGeoJSONFeature, settled: Settled): HTMLElement {
  const { id, name, number, title, late, doors } = feature.properties as Record<string, unknown>;
  const box = document.createElement("div");
  const link = document.createElement("a");
  const incident = feature.layer.id === "incident";
  link.href = incident ? `${settled.incident}${String(id)}/` : `${settled.building}buildings/${String(id)}/`;
  link.textContent = String(incident ? title : name);
  const more = document.createElement("small");
  more.textContent = incident ? `${String(number)}${late ? " · 已超期" : ""}` : `${String(doors)} 套住房`;
  box.append(link, more);
  return box;
}

function pick(map: Map, settled: Settled, choice: Choice): void {
  map.on("click", async ({ point, lngLat }) => {
    const [found] = map.queryRenderedFeatures(point, { layers: ["incident", "incident-many", "building", "grid-fill"] });
    if (!found) return;
    const id = found.layer.id;
    if (id === "grid-fill") return choice.take(String(found.properties["code"]), false);
    if (id === "incident-many") {
      const zoom = await map.getSource<GeoJSONSource>("incidents")?.getClusterExpansionZoom(Number(found.properties["cluster_id"]));
      return void map.easeTo({ center: lngLat, zoom: zoom ?? map.getZoom() + 2 });
    }
    const at = (found.geometry as GeoJSON.Point).coordinates as [number, number];
    new Popup({ maxWidth: "260px", closeButton: true, offset: 8 }).setLngLat(at).setDOMContent(told(found, settled)).addTo(map);
  });
}

function switches(map: Map): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-layer]")) {
    const show = (): void => {
      for (const layer of GROUPS[box.dataset["layer"] ?? ""] ?? []) {
        map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
      }
    };
    box.addEventListener("change", show);
    show();
  }
}

function searching(map: Map, settled: Settled, areas: Areas, choice: Choice): void {
  const form = document.querySelector<HTMLFormElement>("[data-map-search]");
  const input = form?.querySelector("input");
  const list = document.querySelector<HTMLElement>("[data-found]");
  if (!form || !input || !list) return;
  let asked = 0;
  const go = (place: Found): void => {
    list.hidden = true;
    if (place.code) return void choice.take(place.code, true);
    map.jumpTo({ center: place.at, zoom: 17.5 });
    new Popup({ closeButton: true }).setLngLat(place.at).setText(place.label).addTo(map);
  };
  const show = (items: Found[]): void => {
    list.replaceChildren(
      ...items.map((place) => {
        const button = document.createElement("button");
        button.type = "button";
        const kind = document.createElement("small");
        kind.textContent = place.kind;
        button.append(place.label, kind);
        button.addEventListener("click", () => go(place));
        const row = document.createElement("li");
        row.append(button);
        return row;
      }),
    );
    if (items.length === 0) list.append(Object.assign(document.createElement("li"), { className: "muted", textContent: "没有找到，请换一个说法。" }));
    list.hidden = false;
  };
  const ask = async (): Promise<Found[]> => {
    const turn = ++asked;
    const address = `${settled.search}?q=${encodeURIComponent(input.value)}`;
    const { items } = await load<{ items: Found[] }>(address).catch(() => ({ items: named(areas, input.value) }));
    if (turn === asked) show(items);
    return items;
  };
  let wait = 0;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    list.hidden = true;
    if (input.value.trim()) wait = window.setTimeout(() => void ask(), 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    void ask().then((items) => list.querySelector("button")?.focus() ?? items);
  });
  form.parentElement?.addEventListener("keydown", (event) => {
    if (event.key === "Escape") list.hidden = true;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const all: HTMLElement[] = [input, ...list.querySelectorAll("button")];
    const next = all[all.indexOf(document.activeElement as HTMLElement) + step];
    if (next) next.focus();
    event.preventDefault();
  });
}

export async function overview(element: HTMLElement): Promise<void> {
  const settled = settledOf(element);
  const map = await begin(element, settled);
  const panel = document.querySelector<HTMLElement>("[data-map-panel]");
  if (!map || !panel) return;
  const areas = await fill(map, settled);
  const choice = new Choice(map, settled, areas, panel);
  hover(map);
  pick(map, settled, choice);
  switches(map);
  searching(map, settled, areas, choice);
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-locate]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      void choice.take(button.dataset["locate"] ?? "", true);
      element.scrollIntoView({ block: "nearest" });
    });
  }
  const at = new URLSearchParams(location.search).get("at");
  if (at) await choice.take(at, true);
}
