// Builds what the pages load into src/wangge/config/static/dist, under fixed names.
// One self-contained module per kind of page: nothing to preload, no hashes to look up.
import {
  copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

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

rmSync(dist, { recursive: true, force: true });
for (const page of ["desk", "phone"]) {
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: ["chrome109", "safari15.4", "firefox115"],
      modulePreload: false,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: { [page]: join(here, `src/${page}.ts`) },
        output: {
          entryFileNames: "[name].js",
          assetFileNames: ({ names }) =>
            names[0]?.endsWith(".css") ? `${page}.css` : "assets/[name]-[hash][extname]",
        },
      },
    },
  });
}
mkdirSync(dist, { recursive: true });
const icons = JSON.parse(readFileSync(join(here, "src/icons.json"), "utf8"));
writeFileSync(join(dist, "icons.svg"), sprite(icons));
copyFileSync(join(here, "src/mark.svg"), join(dist, "mark.svg"));
["desk.css", "desk.js", "phone.css", "phone.js", "icons.svg"].forEach(compress);

const old = `${served}.${process.pid}.old`;
if (existsSync(served)) renameSync(served, old);
renameSync(dist, served);
rmSync(old, { recursive: true, force: true });
