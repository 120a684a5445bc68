"""`wangge bench sync`: every phone of a county comes back at once with a day's work.

A thousand devices, twenty operations each, sent over as many connections opened together; then all
of it once more, as after a lost answer. Nothing may be lost or doubled. Beside it, in the same run:
the same server answering as many bare transactions. Then the first pull of a grid of 500 households.
"""

import asyncio
import gzip
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from _server import environment, postgresql, python, server

DEVICES = int(os.environ.get("BENCH_DEVICES", "1000"))
PATIENCE = 30.0  # seconds after which the phone app gives an answer up and asks again
EACH = {"visit": 8, "person": 6, "incident": 3, "patrol": 1, "journal": 2}
OPS = sum(EACH.values())
PULLS = 5


def run() -> dict[str, Any]:
    """SQLite, then PostgreSQL where it is installed."""
    found: dict[str, Any] = {"devices": DEVICES, "operations_each": OPS}
    found["sqlite"] = _engine("")
    with postgresql() as address:
        found["postgresql"] = _engine(address) if address else "not installed"
    return found


def _engine(address: str) -> dict[str, Any]:
    name = "postgresql" if address else "sqlite"
    with tempfile.TemporaryDirectory() as data:
        env = environment(data, address)
        world = json.loads(python(env, "_sync_world.py", "setup", str(DEVICES)))
        bodies = [_day(n, device, world["category"]) for n, device in enumerate(world["devices"])]
        with server(env, workers=2) as served:
            told = asyncio.run(_measure(served.port, world, bodies))
        told["on_the_server"] = json.loads(python(env, "_sync_world.py", "count"))
    expected = _expected()
    told["lost"] = sum(max(0, many - told["on_the_server"][key]) for key, many in expected.items())
    told["doubled"] = sum(
        max(0, told["on_the_server"][key] - many) for key, many in expected.items()
    )
    _say(name, told)
    return told


def _expected() -> dict[str, int]:
    plural = {
        "visit": "visits",
        "incident": "incidents",
        "patrol": "patrols",
        "journal": "journals",
    }
    kinds = {word: DEVICES * EACH[key] for key, word in plural.items()}
    return {"ops": DEVICES * OPS, "edited": DEVICES * EACH["person"], **kinds}


def _say(name: str, told: dict[str, Any]) -> None:
    for turn in ("first", "again"):
        row = told[turn]
        print(
            f"{name}, {turn}: {DEVICES * OPS:,} operations in {row['seconds']:.1f} s = "
            f"{row['ops_per_s']:.0f}/s; a device waits p50 {row['p50_s']:.1f} s, p95 {row['p95_s']:.1f} s,"
            f" {row['beyond_patience']} beyond {PATIENCE:.0f} s; {row['results']}"
        )
    print(
        f"  floor: {told['floor_per_s']:.0f} bare transactions/s over {DEVICES} connections;"
        f" lost {told['lost']}, doubled {told['doubled']}"
    )
    pull = told["first_pull"]
    print(
        f"  first pull of 500 households: {pull['people']} people, {pull['bytes'] / 1024:.0f} kB"
        f" ({pull['bytes_packed'] / 1024:.0f} kB packed), {pull['seconds']:.2f} s",
        flush=True,
    )


def _day(number: int, device: dict[str, Any], category: str) -> dict[str, Any]:
    """One worker's day as the phone sends it."""
    from wangge.kernel.ids import uuid7

    at = datetime.now(UTC).isoformat()
    homes = device["homes"]
    told: list[tuple[str, str, dict[str, Any], Any]] = []
    for n in range(EACH["visit"]):
        home = homes[n % len(homes)]
        told.append(
            ("visit", str(uuid7()),
             {"household": home["household"], "purpose": "例行走访", "found": "灯坏了", "outcome": "met"}, None)
        )  # fmt: skip
    for n in range(EACH["person"]):
        person = homes[n % len(homes)]["people"][n // len(homes)]
        told.append(("person", person, {"workplace": f"单位{number}之{n}"}, {"workplace": ""}))
    for n in range(EACH["incident"]):
        text = f"{number}号网格员第{n}件：楼道堆物"
        fields = {"category": category, "description": text, "grid": device["grid"]}
        told.append(("incident", str(uuid7()), fields, None))
    told.append(("patrol", str(uuid7()), {"grid": device["grid"], "started_at": at, "ended_at": at}, None))  # fmt: skip
    told += [
        (
            "journal",
            str(uuid7()),
            {"kind": kind, "text": f"今天走访，{number}", "submit": True},
            None,
        )
        for kind in ("log", "study")
    ]
    ops = [
        {"id": str(uuid7()), "entity": entity, "key": key, "base": base, "fields": fields, "at": at}
        for entity, key, fields, base in told
    ]
    return {"device": f"phone-{number}", "version": "bench", "unsent": 0, "sent_at": at, "ops": ops}


async def _measure(
    port: int, world: dict[str, Any], bodies: list[dict[str, Any]]
) -> dict[str, Any]:
    tokens = [device["token"] for device in world["devices"]]
    found: dict[str, Any] = {}
    for turn in ("first", "again"):
        found[turn] = await _all_at_once(port, tokens, bodies)
    found["floor_per_s"] = await _floor(port)
    found["first_pull"] = await _pull(port, world["large"])
    return found


async def _all_at_once(
    port: int, tokens: list[str], bodies: list[dict[str, Any]]
) -> dict[str, Any]:
    start = time.perf_counter()
    answers = await asyncio.gather(
        *(
            _call(port, "POST", "/api/v1/sync/push", token, body)
            for token, body in zip(tokens, bodies, strict=True)
        )
    )
    seconds = time.perf_counter() - start
    waits = sorted(wait for wait, _raw in answers)
    results = Counter(
        receipt["result"] for _wait, raw in answers for receipt in json.loads(raw)["receipts"]
    )
    return {
        "seconds": round(seconds, 2),
        "ops_per_s": round(DEVICES * OPS / seconds, 1),
        "p50_s": round(statistics.median(waits), 2),
        "p95_s": round(waits[int(len(waits) * 0.95)], 2),
        "beyond_patience": sum(wait > PATIENCE for wait in waits),
        "results": dict(results),
    }


async def _floor(port: int) -> float:
    start = time.perf_counter()
    for _turn in range(2):
        await asyncio.gather(*(_call(port, "POST", "/floor/", "", {}) for _n in range(DEVICES)))
    return round(2 * DEVICES / (time.perf_counter() - start), 1)


async def _pull(port: int, token: str) -> dict[str, Any]:
    waits, size, packed, people = [], 0, 0, 0
    for _turn in range(PULLS):
        since, wait, size, packed, people = "", 0.0, 0, 0, 0
        while True:
            more = f"&since={since}" if since else ""
            path = f"/api/v1/sync/pull?device=one&version=bench{more}"
            took, raw = await _call(port, "GET", path, token)
            told = json.loads(raw)
            wait, size, people = wait + took, size + len(raw), people + len(told["people"])
            packed += len(gzip.compress(raw, 6))
            since = told["next"]
            if not told["more"]:
                break
        waits.append(wait)
    return {
        "seconds": round(statistics.median(waits), 3),
        "bytes": size,
        "bytes_packed": packed,
        "people": people,
    }


async def _call(
    port: int, method: str, path: str, token: str, body: Any = None
) -> tuple[float, bytes]:
    """One request on a connection of its own; how long it took, and the answer's body."""
    raw = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    head += f"Authorization: Bearer {token}\r\n" if token else ""
    head += f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
    start = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + raw)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    status, _, rest = answer.partition(b"\r\n")
    if b" 200" not in status and b" 201" not in status:
        raise RuntimeError(f"{method} {path}: {answer[:400]!r}")
    lines, _, content = rest.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in lines.lower():
        content = _joined(content)
    return time.perf_counter() - start, content


def _joined(chunked: bytes) -> bytes:
    parts = []
    while chunked:
        size, _, chunked = chunked.partition(b"\r\n")
        many = int(size, 16)
        parts.append(chunked[:many])
        chunked = chunked[many + 2 :]
    return b"".join(parts)
