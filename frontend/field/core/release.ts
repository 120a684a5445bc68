// New releases of the app: fetched in the background, taken over only when the person says so.
import { reactive } from "vue";

export const update = reactive({ worker: null as ServiceWorker | null });

export async function release(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  // The very first worker takes the open page over: that is no update.
  let had = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had) location.reload();
    had = true;
  });
  const scope = { scope: "/m/app/", updateViaCache: "none" } as const;
  const kept: ServiceWorkerRegistration | undefined = await navigator.serviceWorker.register("/m/app/sw.js", scope);
  // Some browsers in private mode answer with nothing: the app then works as long as it is open.
  if (!kept) return;
  if (kept.waiting && had) update.worker = kept.waiting;
  kept.addEventListener("updatefound", () => {
    const coming = kept.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && had) update.worker = coming;
    });
  });
}

export function takeOver(): void {
  update.worker?.postMessage("take over");
}
