import { behaviour } from "./page";

/** `<form data-guard>`: leaving with unsent entries is asked about; sending twice is prevented. */
const unsent = new Set<HTMLFormElement>();

behaviour("form[data-guard]", (element) => {
  const form = element as HTMLFormElement;
  form.addEventListener("input", () => unsent.add(form));
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    unsent.delete(form);
    if (!event.defaultPrevented) form.setAttribute("aria-busy", "true");
  });
});

window.addEventListener("beforeunload", (event) => {
  const waiting = [...unsent].some((form) => form.isConnected);
  if (waiting) event.preventDefault();
});

// Back from the next page: the browser shows the form as it was left, so free it.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target instanceof Element) event.target.removeAttribute("aria-busy");
});
