import { behaviour } from "./page";

/** Elder mode: the switch makes all type a quarter larger and is remembered on this device. */
const KEY = "wangge-size";

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be blocked; the switch then lasts for the page.
  }
}

function set(size: string): void {
  document.documentElement.dataset["size"] = size;
  for (const button of document.querySelectorAll("button[data-large]")) {
    button.setAttribute("aria-pressed", String(size === "large"));
    const label = button.querySelector("span");
    if (label) label.textContent = size === "large" ? "标准字号" : "大字版";
  }
}

behaviour("button[data-large]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const size = document.documentElement.dataset["size"] === "large" ? "plain" : "large";
    set(size);
    try {
      localStorage.setItem(KEY, size);
    } catch {
      // See above.
    }
  });
  set(stored() ?? "plain");
});
