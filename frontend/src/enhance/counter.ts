import { behaviour } from "./page";

/** Every text area with a limit shows how much of it is used. */
behaviour("textarea[maxlength]", (element) => {
  const area = element as HTMLTextAreaElement;
  const limit = area.maxLength;
  const count = document.createElement("span");
  count.className = "field-count";
  const show = (): void => {
    const used = [...area.value].length;
    count.textContent = `${used} / ${limit} 字`;
    count.classList.toggle("is-over", used >= limit);
  };
  area.addEventListener("input", show);
  area.after(count);
  show();
});
