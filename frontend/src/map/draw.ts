/** Drawing a boundary: the text of the form is what counts, the map writes into it and reads it. */
import type * as GeoJSON from "geojson";
import type { GeoJSONSource, Map, MapMouseEvent, MapTouchEvent } from "maplibre-gl";
import { around, layers, NOTHING } from "./drawn";
import { begin, settledOf } from "./ground";
import { asGeometry, asText, closed, frameOf, readText, shapeOf, squareMetres } from "./place";
import type { Position, Ring, Shape } from "./place";
import { Sheet } from "./sheet";
import type { Corner } from "./sheet";
import { Snapping } from "./snap";

const NEAR = 14; // pixels: closes a ring that is being drawn
const STEP = 1e-5; // about a metre
const FEWEST = 3;
const ARROWS: Record<string, Position> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const point = (at: Position, properties: object): GeoJSON.Feature => ({
  type: "Feature",
  properties: { ...properties },
  geometry: { type: "Point", coordinates: at },
});

interface Tools {
  text: HTMLTextAreaElement;
  datum: HTMLSelectElement | null;
  size: HTMLElement | null;
  button(name: string): HTMLButtonElement | null;
}

class Drawing {
  private sheet: Sheet;
  private chosen: Corner | null = null;
  private dragged: Corner | null = null;
  private started = false;
  private fresh: Ring | null = null;

  constructor(
    private readonly map: Map,
    private readonly tools: Tools,
    private readonly snapping: Snapping,
  ) {
    this.sheet = new Sheet(readText(tools.text.value) ?? []);
    if (this.sheet.shape.flat(2).length === 0) this.fresh = [];
    this.listen();
    this.show();
  }

  /** The text was changed by hand or by the server. */
  reread(shape: Shape | null): void {
    if (!shape) return;
    this.sheet.keep();
    this.sheet.shape = shape;
    this.chosen = this.fresh = null;
    this.show();
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(name);
  }

  private show(): void {
    const drawing = this.fresh !== null && this.fresh.length > 0;
    const line: GeoJSON.Geometry = drawing
      ? { type: "LineString", coordinates: this.fresh ?? [] }
      : asGeometry(this.sheet.shape);
    void this.source("drawn")?.setData({ type: "Feature", properties: {}, geometry: line });
    const isChosen = (corner: Corner): boolean => corner.join() === this.chosen?.join();
    const corners = drawing
      ? (this.fresh ?? []).map((at, order) => point(at, { chosen: order === 0 }))
      : this.sheet.corners().map(({ corner, at }) => point(at, { corner: corner.join(), chosen: isChosen(corner) }));
    void this.source("corners")?.setData({ ...NOTHING, features: corners });
    const middles = drawing ? [] : this.sheet.middles().map(({ corner, at }) => point(at, { corner: corner.join() }));
    void this.source("middles")?.setData({ ...NOTHING, features: middles });
    this.tell();
  }

  private tell(): void {
    const { size, button } = this.tools;
    const shape = this.fresh ? [[this.fresh]] : this.sheet.shape;
    const points = shape.flat(2).length;
    if (size) size.textContent = `${points} 个点 · ${Math.round(squareMetres(shape)).toLocaleString("zh-CN")} 平方米`;
    const able: Record<string, boolean> = {
      undo: this.sheet.undoable || (this.fresh?.length ?? 0) > 0,
      redo: this.sheet.redoable,
      remove: this.chosen !== null,
      finish: (this.fresh?.length ?? 0) >= FEWEST,
    };
    for (const [name, on] of Object.entries(able)) {
      const found = button(name);
      if (found) found.disabled = !on;
    }
    const hint = document.querySelector<HTMLElement>("[data-draw-hint]");
    if (hint) hint.textContent = this.fresh ? "点地图逐个加点，点回第一个点或按回车完成" : "拖动点改形状，拖动边上的小圆加点，选中后按 Delete 删除";
  }

  private write(): void {
    this.tools.text.value = asText(this.sheet.shape);
    if (this.tools.datum) this.tools.datum.value = "cgcs2000";
    void this.source("faults")?.setData(NOTHING);
    this.show();
  }

  private landing(event: MapMouseEvent | MapTouchEvent): Position {
    const at: Position = [event.lngLat.lng, event.lngLat.lat];
    const free = event.originalEvent.altKey;
    return free ? at : this.snapping.place(this.map, at).at;
  }

  private under(event: MapMouseEvent | MapTouchEvent, layer: string): Corner | null {
    const { x, y } = event.point;
    const reach = event.originalEvent.type.startsWith("touch") ? 14 : 5;
    const box: [Position, Position] = [[x - reach, y - reach], [x + reach, y + reach]];
    const told: unknown = this.map.queryRenderedFeatures(box, { layers: [layer] })[0]?.properties["corner"];
    return typeof told === "string" ? (told.split(",").map(Number) as Corner) : null;
  }

  private grab(event: MapMouseEvent | MapTouchEvent): void {
    if (this.fresh || ("button" in event.originalEvent && event.originalEvent.button !== 0)) return;
    const corner = this.under(event, "corners");
    const middle = corner ? null : this.under(event, "middles");
    if (!corner && !middle) return;
    event.preventDefault(); // the map stays where it is
    this.sheet.keep();
    this.started = middle !== null;
    this.dragged = this.chosen = middle ? this.sheet.insert(middle, [event.lngLat.lng, event.lngLat.lat]) : corner;
    this.show();
  }

  private drag(event: MapMouseEvent | MapTouchEvent): void {
    if (!this.dragged) return;
    this.started = true;
    this.sheet.move(this.dragged, this.landing(event));
    this.show();
  }

  private release(): void {
    if (!this.dragged) return;
    this.dragged = null;
    if (this.started) this.write();
    else this.sheet.forget();
    this.show();
  }

  private click(event: MapMouseEvent): void {
    if (this.fresh) return this.add(event);
    if (!this.under(event, "corners") && !this.under(event, "middles")) {
      this.chosen = null;
      this.show();
    }
  }

  private add(event: MapMouseEvent): void {
    const ring = this.fresh;
    if (!ring) return;
    const [first] = ring;
    if (first && ring.length >= FEWEST) {
      const pixel = this.map.project(first);
      if (Math.hypot(pixel.x - event.point.x, pixel.y - event.point.y) < NEAR) return this.finish();
    }
    ring.push(this.landing(event));
    this.show();
  }

  finish(): void {
    if (!this.fresh || this.fresh.length < FEWEST) return;
    this.sheet.keep();
    this.sheet.shape = [[this.fresh]];
    this.fresh = null;
    this.write();
  }

  redraw(): void {
    this.fresh = [];
    this.chosen = null;
    this.show();
  }

  undo(): void {
    if (this.fresh && this.fresh.length > 0) this.fresh.pop();
    else if (this.sheet.undo()) {
      this.fresh = this.chosen = null;
      return this.write();
    }
    this.show();
  }

  redo(): void {
    if (this.sheet.redo()) this.write();
  }

  remove(): void {
    if (!this.chosen) return;
    this.sheet.keep();
    this.sheet.remove(this.chosen);
    this.chosen = null;
    this.write();
  }

  private nudge(by: Position): void {
    const at = this.chosen && this.sheet.at(this.chosen);
    if (!this.chosen || !at) return;
    this.sheet.keep();
    this.sheet.move(this.chosen, [at[0] + by[0] * STEP, at[1] + by[1] * STEP]);
    this.write();
  }

  /** The next corner or the one before it; the first where none is chosen. */
  private walk(step: number): void {
    const [first] = this.sheet.corners();
    this.chosen = this.chosen ? this.sheet.beside(this.chosen, step) : (first?.corner ?? null);
    this.show();
  }

  private key(event: KeyboardEvent): void {
    const arrow = this.chosen && ARROWS[event.key];
    const does: Record<string, () => void> = {
      n: () => this.walk(1),
      p: () => this.walk(-1),
      Delete: () => this.remove(),
      Backspace: () => (this.fresh ? this.undo() : this.remove()),
      Enter: () => this.finish(),
    };
    const step = arrow ? () => this.nudge(arrow) : does[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  private listen(): void {
    const { map, tools } = this;
    map.doubleClickZoom.disable();
    map.on("mousedown", (event) => this.grab(event));
    map.on("touchstart", (event) => event.points.length === 1 && this.grab(event));
    map.on("mousemove", (event) => this.drag(event));
    map.on("touchmove", (event) => this.drag(event));
    map.on("mouseup", () => this.release());
    map.on("touchend", () => this.release());
    map.on("click", (event) => this.click(event));
    map.on("dblclick", () => this.finish());
    map.getCanvas().addEventListener("keydown", (event) => this.key(event), { capture: true });
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) this.redo();
      else this.undo();
    });
    tools.text.addEventListener("change", () => this.reread(readText(tools.text.value)));
    for (const name of ["undo", "redo", "remove", "finish", "redraw"] as const) {
      tools.button(name)?.addEventListener("click", () => this[name]());
    }
  }
}

/** What the server found wrong, shown where it is; and the boundary as the server read it. */
function listenToFindings(map: Map, drawing: Drawing, tools: Tools): void {
  const show = (): void => {
    const box = document.querySelector<HTMLElement>("#findings");
    const where = JSON.parse(box?.dataset["where"] ?? "[]") as GeoJSON.Geometry[];
    const features = where.map((geometry): GeoJSON.Feature => ({ type: "Feature", properties: {}, geometry }));
    void map.getSource<GeoJSONSource>("faults")?.setData({ ...NOTHING, features });
    const read = shapeOf(JSON.parse(box?.dataset["boundary"] ?? "null"));
    if (read.length > 0 && tools.datum && tools.datum.value !== "cgcs2000") {
      tools.text.value = asText(read);
      tools.datum.value = "cgcs2000";
      drawing.reread(read);
    }
  };
  document.addEventListener("htmx:afterSettle", show);
  show();
}

export async function draw(element: HTMLElement): Promise<void> {
  const settled = settledOf(element);
  const form = document.querySelector<HTMLFormElement>("[data-boundary-form]");
  const text = form?.querySelector("textarea") ?? null;
  const bar = document.querySelector<HTMLElement>("[data-draw-bar]");
  if (!form || !text || !bar) return;
  const map = await begin(element, settled);
  if (!map) return;
  const beside = await around(settled);
  map.addSource("around", { type: "geojson", data: beside });
  for (const name of ["drawn", "faults", "middles", "corners"]) map.addSource(name, { type: "geojson", data: NOTHING });
  for (const layer of layers()) map.addLayer(layer);
  bar.hidden = false;
  const tools: Tools = {
    text,
    datum: form.querySelector<HTMLSelectElement>("select[name=datum]"),
    size: bar.querySelector<HTMLElement>("[data-draw-size]"),
    button: (name) => bar.querySelector<HTMLButtonElement>(`[data-draw="${name}"]`),
  };
  const drawing = new Drawing(map, tools, new Snapping(beside));
  const drawn = readText(text.value)?.map((rings) => rings.map(closed));
  const frame = frameOf({ coordinates: drawn ?? [] });
  if (frame) map.fitBounds(frame, { padding: 70, maxZoom: 18, animate: false });
  listenToFindings(map, drawing, tools);
}
