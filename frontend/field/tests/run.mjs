// Runs the tests beside this file with any Node: their TypeScript is stripped first.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = mkdtempSync(join(tmpdir(), "field-"));
writeFileSync(join(out, "package.json"), '{"type":"module"}');
const how = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
for (const folder of ["core", "tests"]) {
  mkdirSync(join(out, folder));
  for (const name of readdirSync(join(top, folder)).filter((each) => each.endsWith(".ts"))) {
    const source = readFileSync(join(top, folder, name), "utf8").replace(/(from "[^"]+)\.ts"/g, '$1.js"');
    const script = ts.transpileModule(source, { compilerOptions: how }).outputText;
    writeFileSync(join(out, folder, name.replace(/\.ts$/, ".js")), script);
  }
}
const tests = readdirSync(join(out, "tests")).map((name) => join(out, "tests", name));
const done = spawnSync(process.execPath, ["--test", ...tests], { stdio: "inherit" });
rmSync(out, { recursive: true, force: true });
process.exitCode = done.status ?? 1;
