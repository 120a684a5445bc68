// Where in the app one is: the part of the address after #, so that back and reload just work.
import { reactive } from "vue";

export const route = reactive({ page: "", id: "", from: "" });

function read(): void {
  const [page = "", id = "", from = ""] = location.hash.replace(/^#\/?/, "").split("/");
  Object.assign(route, { page, id: decodeURIComponent(id), from: decodeURIComponent(from) });
  scrollTo(0, 0);
}

export function go(path: string): void {
  location.hash = `#/${path}`;
}

export function back(otherwise = ""): void {
  if (history.length > 1) history.back();
  else go(otherwise);
}

addEventListener("hashchange", read);
read();
