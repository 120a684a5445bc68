/** Progressive enhancement: every page works without this; a behaviour dresses what it finds. */

type Dress = (element: HTMLElement) => void;

const behaviours: [selector: string, dress: Dress][] = [];
const dressed = new WeakMap<HTMLElement, Set<Dress>>();

/** Runs `dress` once for each element that matches, now and in whatever htmx swaps in. */
export function behaviour(selector: string, dress: Dress): void {
  behaviours.push([selector, dress]);
}

function apply(root: ParentNode): void {
  for (const [selector, dress] of behaviours) {
    const found = [...root.querySelectorAll<HTMLElement>(selector)];
    if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      const done = dressed.get(element) ?? new Set<Dress>();
      if (done.has(dress)) continue;
      dressed.set(element, done.add(dress));
      dress(element);
    }
  }
}

/** A short message that says what has just happened, also to a screen reader. */
export function tell(message: string): void {
  document.querySelector(".toast")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.setAttribute("role", "status");
  toast.textContent = message;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 3500);
}

/** The icon of that name out of the sprite the body names. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset["icons"] ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

export function start(): void {
  document.documentElement.classList.add("has-js");
  apply(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof HTMLElement) apply(event.target);
  });
}
