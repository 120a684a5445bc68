"""The one way hot loops are compiled: numba, kept on disk so that a command starts at once.

numba keeps compiled code beside the source and looks only at the file a function stands in. Ours call
each other across files, so the folder's name carries a digest of them all: nothing stale is ever run.
"""

import contextlib
import hashlib
import importlib
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

numba: Any = None
with contextlib.suppress(ImportError):  # every supported machine has a wheel
    numba = importlib.import_module("numba")

Function = TypeVar("Function", bound=Callable[..., Any])
HERE = Path(__file__).resolve().parent
KERNELS = (
    "compiled.py",
    "board.py",
    "shifting.py",
    "trees.py",
    "moves.py",
    "starting.py",
    "regions.py",
)
COMPILED = numba is not None


def _digest() -> str:
    told = hashlib.sha256(getattr(numba, "__version__", "").encode())
    for name in KERNELS:
        told.update((HERE / name).read_bytes())
    return told.hexdigest()[:16]


def _folder() -> Path | None:
    """Where only this user (or the installer) writes; machine code is never read from elsewhere."""
    homes = [HERE / "__pycache__"]
    if os.environ.get("HOME"):
        homes.append(Path(os.environ["HOME"]) / ".cache" / "wangge")
    for home in homes:
        folder = home / f"division-{_digest()}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.geteuid():
            return folder
    return None


if COMPILED:
    FOLDER = _folder()
    if FOLDER is not None:
        numba.config.CACHE_DIR = str(FOLDER)
else:  # pragma: no cover
    FOLDER = None
    warnings.warn("没有 numba,网格划分会慢上百倍:请用 pip install numba 安装。", stacklevel=1)


def compiled(function: Function) -> Function:
    """The function as machine code."""
    return _made(function, "never")


def inlined(function: Function) -> Function:
    """The same, laid open in its callers: a call would copy some thirty arrays' heads."""
    return _made(function, "always")


def _made(function: Function, inline: str) -> Function:
    if not COMPILED:  # pragma: no cover
        return function
    made: Function = numba.njit(
        cache=FOLDER is not None, nogil=True, error_model="numpy", inline=inline
    )(function)
    return made
