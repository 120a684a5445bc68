// The service worker of the phone app: keeps the shell, so that it opens without any network.
// It never sees people's data: that lives sealed in the database of the page.
declare const __RELEASE__: string;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(kind: "install" | "activate", then: (event: Extendable) => void): void;
  addEventListener(kind: "fetch", then: (event: Fetching) => void): void;
  addEventListener(kind: "message", then: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

const worker = self as unknown as Worker;
const CACHE = `wangge-field-${__RELEASE__}`;
const SHELL = "/m/app/";
const KEPT = [
  SHELL,
  "/m/app/manifest.webmanifest",
  "/static/dist/field.js",
  "/static/dist/field.css",
  "/static/dist/icons.svg",
  "/static/dist/mark.svg",
];

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  // "reload" passes the browser's own cache: all files of a release come together or not at all.
  await cache.addAll(KEPT.map((url) => new Request(url, { cache: "reload" })));
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("wangge-field-") && name !== CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
}

async function kept(url: string, request: Request): Promise<Response> {
  const found = await (await caches.open(CACHE)).match(url);
  return found ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && url.pathname === SHELL) {
    event.respondWith(kept(SHELL, request));
  } else if (KEPT.includes(url.pathname) && url.pathname !== SHELL) {
    event.respondWith(kept(url.pathname, request));
  }
});
// A new release waits until the person says so: a form half filled in is never pulled away.
worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});
