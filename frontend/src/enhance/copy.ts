import { behaviour, tell } from "./page";

/** `<button hidden data-copy="#id or text">`: copies an input's value, an element's text, or the text. */
behaviour("button[data-copy]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const wanted = button.dataset["copy"] ?? "";
    const source = wanted.startsWith("#") ? document.querySelector<HTMLElement>(wanted) : null;
    const text =
      source instanceof HTMLInputElement ? source.value : (source?.textContent?.trim() ?? wanted);
    copy(text).then(
      () => tell("已复制"),
      () => tell("浏览器不允许自动复制，请长按文字手动复制"),
    );
  });
});

async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http inside a government network has no clipboard interface.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
}
