import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/map.css";
import { draw } from "./map/draw";
import { overview } from "./map/overview";
import { plan } from "./map/plan";

const PAGES: Record<string, (element: HTMLElement) => Promise<void>> = { overview, draw, plan };

for (const element of document.querySelectorAll<HTMLElement>("[data-map]")) {
  void PAGES[element.dataset["map"] ?? ""]?.(element);
}
