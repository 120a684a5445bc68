"""The installation's keys: rings of numbered keys in `keys.json` beside the data.

A ring's current key seals; all its keys open. Every key's record names its algorithm, so a county
changes from AES to SM4 by making a new current key (docs/adr/0013). The file is looked at again
every second: a key that another process made is in use everywhere at once.
"""

import base64
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.privacy.providers import AES, CIPHERS, SHA256, SM3, SM4, Aead, Mac, Provider

SEAL, GUARDED, INDEX, GUARDED_INDEX, LINK = "seal", "guarded", "index", "guarded_index", "link"
SEALING = (SEAL, GUARDED)
INDEXING = (INDEX, GUARDED_INDEX)
RINGS = (*SEALING, *INDEXING, LINK)
"""`link` makes residents' private links, which must last: its key is never changed."""

HIGHEST = 255
_LOOK = 1.0  # seconds between two looks at the file
Record = dict[str, Any]


@dataclass(frozen=True)
class Ring:
    """The keys for one purpose, ready to use; ciphers or MACs by the purpose."""

    current: int
    algorithm: str
    ciphers: dict[int, Aead]
    macs: dict[int, Mac]

    @property
    def numbers(self) -> tuple[int, ...]:
        """All keys, the current one first."""
        kept = {*self.ciphers, *self.macs} - {self.current}
        return (self.current, *sorted(kept, reverse=True))


@dataclass
class _Kept:
    until: float = 0.0
    folder: Path | None = None
    stamp: tuple[str, int, int] | None = None
    rings: dict[str, Ring] | None = None


_kept = _Kept()


def ring(name: str) -> Ring:
    """The ring of that name, as the file has it at most a second ago."""
    if monotonic() >= _kept.until or _kept.folder is not settings.DATA_DIR:
        _look()
    assert _kept.rings is not None
    return _kept.rings[name]


def look_again() -> None:
    """Forget what was read: the next use looks at the file."""
    _kept.until = 0.0


def _look() -> None:
    path = _path()
    if not path.exists():
        change(lambda _record: None)
    stamp = _stamp(path)
    if stamp != _kept.stamp:
        record = _read(path)
        if set(RINGS) - set(record):  # an installation older than one of its rings
            record = change(lambda _record: None)
            stamp = _stamp(path)
        _kept.rings = {name: _ready(name, record[name]) for name in RINGS}
        _kept.stamp = stamp
    _kept.folder = settings.DATA_DIR
    _kept.until = monotonic() + _LOOK


def _ready(name: str, kept: Record) -> Ring:
    source = provider()
    keys = {int(number): record for number, record in kept["keys"].items()}
    of = {number: base64.b64decode(record["key"]) for number, record in keys.items()}
    sealing = name in SEALING
    return Ring(
        current=kept["current"],
        algorithm=keys[kept["current"]]["alg"],
        ciphers={n: source.cipher(keys[n]["alg"], of[n]) for n in keys if sealing},
        macs={n: source.mac(keys[n]["alg"], of[n]) for n in keys if not sealing},
    )


@cache
def provider() -> Provider:
    """The cryptographic module in use."""
    made: Provider = import_string(settings.CRYPTO_PROVIDER)()
    return made


def records() -> dict[str, Record]:
    """What the file says of each ring, without any key."""
    ring(SEAL)
    told = _read(_path())
    for kept in told.values():
        for record in kept["keys"].values():
            record.pop("key")
    return told


def add_key(name: str, algorithm: str) -> int:
    """A fresh key becomes the current one of its ring; its number."""

    def renew(record: dict[str, Record]) -> None:
        kept = record[name]
        number = max(map(int, kept["keys"])) + 1
        if number > HIGHEST:
            raise Refused("keys.full", "密钥编号已用完（255 个），请先重新加密并清除旧密钥。")
        kept["keys"][str(kept["current"])]["retired"] = clock.now().isoformat()
        kept["keys"][str(number)] = _fresh(algorithm)
        kept["current"] = number

    return int(change(renew)[name]["current"])


def drop_keys(name: str, numbers: set[int]) -> None:
    """Take keys out of the file that nothing is sealed with any more; never the current one."""

    def drop(record: dict[str, Record]) -> None:
        kept = record[name]
        for number in numbers - {kept["current"]}:
            kept["keys"].pop(str(number), None)

    change(drop)


def retired_at(record: Record, number: int) -> datetime | None:
    """When that key of a ring's record stopped being the current one."""
    moment = record["keys"][str(number)].get("retired")
    return datetime.fromisoformat(moment) if moment else None


def change(step: Callable[[dict[str, Record]], None]) -> dict[str, Record]:
    """Change the file in one piece, one process at a time; what it then says."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        record = _read(path) if path.exists() else {}
        for name in RINGS:
            if name not in record:
                record[name] = {"current": 1, "keys": {"1": _fresh(_usual(name))}}
        step(record)
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(record, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    look_again()
    return record


def _usual(name: str) -> str:
    """The algorithm of a new installation's keys."""
    if settings.CIPHER not in CIPHERS:
        raise Refused(
            "keys.algorithm",
            f"环境变量 WANGGE_CIPHER 只能是 {' 或 '.join(CIPHERS)}，现在是 {settings.CIPHER}。",
        )
    if name in SEALING:
        return str(settings.CIPHER)
    return mac_beside(settings.CIPHER)


def mac_beside(cipher: str) -> str:
    """The keyed digest that goes with a cipher: both national, or both international."""
    return SM3 if cipher == SM4 else SHA256


def _fresh(algorithm: str) -> Record:
    key = base64.b64encode(provider().make_key(algorithm)).decode()
    return {"alg": algorithm, "key": key, "made": clock.now().isoformat()}


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _read(path: Path) -> dict[str, Record]:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
    return _of_first_version(kept) if "blind" in kept else kept


def _of_first_version(kept: dict[str, Any]) -> dict[str, Record]:
    """The file as version 0.1 wrote it: AES alone, one key for indexes and links."""
    index = {"current": 1, "keys": {"1": {"alg": SHA256, "key": kept["blind"]}}}
    sealing = {number: {"alg": AES, "key": key} for number, key in kept["seal"].items()}
    return {
        SEAL: {"current": kept["current"], "keys": sealing},
        INDEX: index,
        LINK: json.loads(json.dumps(index)),
    }


def _stamp(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return str(path), found.st_mtime_ns, found.st_ino


def _path() -> Path:
    return Path(settings.DATA_DIR) / "keys.json"
