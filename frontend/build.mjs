// Builds what the pages load into src/wangge/config/static/dist, under fixed names.
// One self-contained module per kind of page: nothing to preload, no hashes to look up.
import {
  copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import vue from "@vitejs/plugin-vue";
import { build } from "vite";
import { png } from "./field/icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const served = join(here, "../src/wangge/config/static/dist");
const dist = `${served}.${process.pid}`; // built aside, then put in place in one move

/** One file with the outlines of all icons in use: `<use href="icons.svg#name">`. */
function sprite(names) {
  const require = createRequire(import.meta.url);
  const symbols = names.map((name) => {
    const svg = readFileSync(require.resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    return (
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
      `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">` +
      `${inner.replace(/\s*\n\s*/g, "")}</symbol>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

/** Compressed copies beside the file: WhiteNoise hands them out to browsers that take them. */
function compress(name) {
  const content = readFileSync(join(dist, name));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(content));
}

/** One entry into one script and one style sheet of that name. */
async function pack(name, entry, more = {}) {
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    base: "./",
    ...more,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: ["chrome109", "safari15.4", "firefox115"],
      modulePreload: false,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: { [name]: join(here, entry) },
        output: {
          entryFileNames: "[name].js",
          assetFileNames: ({ names }) =>
            names[0]?.endsWith(".css") ? `${name}.css` : "assets/[name]-[hash][extname]",
        },
      },
    },
  });
}

/** What the service worker keeps together: it changes when any of these does. */
function release() {
  const seen = createHash("sha256");
  for (const name of ["field.js", "field.css", "icons.svg", "mark.svg"]) {
    seen.update(readFileSync(join(dist, name)));
  }
  return seen.digest("hex").slice(0, 12);
}

rmSync(dist, { recursive: true, force: true });
for (const page of ["desk", "map", "phone"]) await pack(page, `src/${page}.ts`);
await pack("field", "field/main.ts", {
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
});
mkdirSync(dist, { recursive: true });
const icons = JSON.parse(readFileSync(join(here, "src/icons.json"), "utf8"));
writeFileSync(join(dist, "icons.svg"), sprite(icons));
copyFileSync(join(here, "src/mark.svg"), join(dist, "mark.svg"));
for (const size of [180, 192, 512]) writeFileSync(join(dist, `app-${size}.png`), png(size));
writeFileSync(join(dist, "app-maskable-512.png"), png(512, { bleed: true }));
await pack("field-worker", "field/worker.ts", { define: { __RELEASE__: JSON.stringify(release()) } });
const pages = ["desk", "map", "phone", "field"].flatMap((page) => [`${page}.css`, `${page}.js`]);
const assets = readdirSync(join(dist, "assets"))
  .filter((name) => name.endsWith(".js"))
  .map((name) => `assets/${name}`);
[...pages, ...assets, "icons.svg"].forEach(compress);

const old = `${served}.${process.pid}.old`;
if (existsSync(served)) renameSync(served, old);
renameSync(dist, served);
rmSync(old, { recursive: true, force: true });
