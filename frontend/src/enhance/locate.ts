import { behaviour } from "./page";

/**
 * `<div data-locate>` with inputs named lon and lat, a hidden button and an output: the button
 * asks the device once, only when pressed, and says in words how exact the answer is or why none.
 */
const REFUSALS: Record<number, string> = {
  1: "您没有允许获取位置。可以不定位，直接填写地址或选择网格。",
  2: "暂时得不到位置，请到窗边或室外再试，或直接填写地址。",
  3: "定位超时，请再试一次，或直接填写地址。",
};

behaviour("[data-locate]", (box) => {
  const button = box.querySelector<HTMLButtonElement>("button");
  const output = box.querySelector<HTMLElement>("output");
  const lon = box.querySelector<HTMLInputElement>('input[name$="lon"]');
  const lat = box.querySelector<HTMLInputElement>('input[name$="lat"]');
  if (!button || !output || !lon || !lat) return;
  if (!("geolocation" in navigator)) return;
  button.hidden = false;

  const found = ({ coords }: GeolocationPosition): void => {
    lon.value = coords.longitude.toFixed(6);
    lat.value = coords.latitude.toFixed(6);
    lon.dispatchEvent(new Event("input", { bubbles: true }));
    const metres = Math.round(coords.accuracy);
    output.textContent =
      metres > 200
        ? `已定位，但误差约 ${metres} 米，请同时填写地址。`
        : `已定位，误差约 ${metres} 米。`;
    button.disabled = false;
  };
  const refused = ({ code }: GeolocationPositionError): void => {
    output.textContent = window.isSecureContext
      ? (REFUSALS[code] ?? REFUSALS[2]!)
      : "本页未使用加密连接，浏览器不提供位置。请直接填写地址或选择网格。";
    button.disabled = false;
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    output.textContent = "正在定位……";
    navigator.geolocation.getCurrentPosition(found, refused, {
      enableHighAccuracy: true,
      timeout: 15000,
      maximumAge: 30000,
    });
  });
});
