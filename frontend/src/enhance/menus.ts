import { behaviour } from "./page";

/** `<details class="menu">` opens by itself; here it also closes on Escape and outside clicks. */
behaviour("details.menu", (element) => {
  const menu = element as HTMLDetailsElement;
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]"))
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});

/** The side menu opens by `#menu` without us; with us the address stays clean and Escape closes. */
behaviour("a[data-side-open]", (link) => {
  const side = document.querySelector<HTMLElement>(".side");
  if (!side) return;
  const show = (open: boolean): void => {
    side.classList.toggle("is-open", open);
    link.setAttribute("aria-expanded", String(open));
    if (open) side.querySelector<HTMLElement>("nav a")?.focus();
    else link.focus();
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(true);
  });
  for (const close of document.querySelectorAll("[data-side-close]"))
    close.addEventListener("click", (event) => {
      event.preventDefault();
      show(false);
    });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.classList.contains("is-open")) show(false);
  });
});

/** `<select data-submit>`: choosing is enough where a form has only that one question. */
behaviour("select[data-submit]", (element) => {
  const select = element as HTMLSelectElement;
  select.addEventListener("change", () => select.form?.requestSubmit());
});
