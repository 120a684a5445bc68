import { behaviour } from "./page";

/** `<button hidden data-fill='{"field": "value"}'>`: puts the values into the page's form. */
behaviour("button[data-fill]", (button) => {
  const given: unknown = JSON.parse(button.dataset["fill"] ?? "{}");
  if (typeof given !== "object" || given === null) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    let last: HTMLInputElement | null = null;
    for (const [name, value] of Object.entries(given)) {
      const input = document.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`);
      if (!input) continue;
      input.value = String(value);
      last = input;
    }
    last?.form?.querySelector<HTMLButtonElement>('button[type="submit"]')?.focus();
    last?.form?.scrollIntoView({ block: "center" });
  });
});
