/** Keyboard at the desk: / search, j and k through the rows, Enter opens, ? lists the keys. */

const KEYS: [key: string, does: string][] = [
  ["/", "搜索"],
  ["j", "下一行"],
  ["k", "上一行"],
  ["Enter", "打开当前行"],
  ["g h", "回到首页"],
  ["?", "显示本帮助"],
  ["Esc", "关闭"],
];
let current = -1;
let afterG = false;

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-rows] > tr, [data-rows] > li")];
}

function move(by: number): void {
  const list = rows();
  if (list.length === 0) return;
  list[current]?.classList.remove("is-current");
  current = Math.min(Math.max(current + by, 0), list.length - 1);
  const row = list[current];
  row?.classList.add("is-current");
  row?.scrollIntoView({ block: "nearest" });
  row?.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
}

function help(): void {
  if (document.querySelector("dialog[open]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = document.createElement("h2");
  title.textContent = "键盘操作";
  const table = document.createElement("table");
  for (const [key, does] of KEYS) {
    const row = table.insertRow();
    row.insertCell().append(
      ...key.split(" ").map((one) => {
        const cap = document.createElement("kbd");
        cap.textContent = one;
        return cap;
      }),
    );
    row.insertCell().textContent = does;
  }
  dialog.append(title, table);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function act(key: string): boolean {
  if (afterG && key === "h") {
    document.querySelector<HTMLAnchorElement>("[data-home]")?.click();
    return true;
  }
  afterG = key === "g";
  switch (key) {
    case "/":
      document.querySelector<HTMLInputElement>("[data-search]")?.focus();
      return true;
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "?":
      help();
      return true;
    default:
      return false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  if (at instanceof HTMLElement && at.closest("input, select, textarea, [contenteditable], dialog"))
    return;
  if (act(event.key)) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", () => {
  current = -1;
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-keys-help]")) help();
});
