/** `data-confirm="…"` on a form or a submit button: ask in a dialog before it is sent. */

let cleared: HTMLElement | null = null;

function line<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
  className = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

function ask(question: string, yes: string, then: () => void): void {
  const dialog = line("dialog", "", "dialog");
  const form = document.createElement("form");
  form.method = "dialog";
  const cancel = line("button", "取消", "btn");
  cancel.value = "cancel";
  const go = line("button", yes, "btn btn-primary");
  go.value = "go";
  const row = line("div", "", "btn-row");
  row.append(cancel, go);
  form.append(line("h2", "请确认"), line("p", question), row);
  dialog.append(form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "go") then();
  });
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const button = event.submitter;
    const source = button?.dataset["confirm"] ? button : form;
    const question = source.dataset["confirm"];
    if (!question || cleared === source) {
      cleared = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, source.dataset["confirmYes"] ?? button?.textContent?.trim() ?? "确定", () => {
      cleared = source;
      form.requestSubmit(button);
    });
  },
  true,
);
