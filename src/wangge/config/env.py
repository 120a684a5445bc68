"""Settings from the environment, strictly read."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable's value, or the content of the file that `NAME_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """`1` or `0`; anything else is a mistake worth stopping for."""
    value = os.environ.get(name, "")
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"环境变量 {name} 只能是 0 或 1,现在是 {value!r}")
    return default if value == "" else value == "1"


def words(name: str, default: str) -> list[str]:
    """A comma-separated list."""
    return [word for word in text(name, default).split(",") if word]


def data_dir() -> Path:
    """Where an installation keeps its database, files and keys."""
    return Path(text("WANGGE_DATA", "var")).resolve()
