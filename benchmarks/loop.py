"""`wangge bench loop`: whole incident lives per second over HTTP, beside a bare transaction's rate.

One life is six requests: report, accept, dispatch, handle (and tell), verify, close. The floor is
the same server answering requests that each do one bare Django transaction of two inserts and one
update. Both are measured in turn, several times, in the same run.
"""

import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from _server import Client, Served, environment, postgresql, python, server

CLIENTS, STEPS = 8, 6
# Many short turns, so that what else the machine does meets both alike.
ROUNDS, LIVES, FLOOR_CALLS = 12, 15, 120
FILLED = int(os.environ.get("BENCH_INCIDENTS", "100000"))
PEER = (
    "django-helpdesk 2.6.1: 0.27 life cycles/s at 5,000 tickets (measured earlier, not in this run)"
)


def run() -> dict[str, Any]:
    """SQLite, then PostgreSQL where it is installed; 0 incidents, then 100,000."""
    found: dict[str, Any] = {"sqlite": _engine("")}
    with postgresql() as address:
        found["postgresql"] = _engine(address) if address else "not installed"
    found["peer"] = PEER
    return found


def _engine(address: str) -> dict[str, Any]:
    name = "postgresql" if address else "sqlite"
    with tempfile.TemporaryDirectory() as data:
        env = environment(data, address)
        world = _json(python(env, "_loop_world.py", "setup"))
        empty = _measure(env, world)
        _say(name, 0, empty)
        python(env, "_loop_world.py", "fill", str(FILLED))
        full = _measure(env, world)
        _say(name, FILLED, full)
    kept = full["lives_per_s"] / empty["lives_per_s"]
    print(f"{name}: rate kept at {FILLED:,} incidents {kept:.0%} (goal ≥ 90 %)")
    return {"at_0": empty, f"at_{FILLED}": full, "kept": round(kept, 3)}


def _json(text: str) -> dict[str, Any]:
    import json

    read: dict[str, Any] = json.loads(text)
    return read


def _say(name: str, incidents: int, found: dict[str, float]) -> None:
    print(
        f"{name} at {incidents:,} incidents: {found['lives_per_s']:.1f} lives/s"
        f" = {found['requests_per_s']:.0f} requests/s; floor {found['floor_per_s']:.0f}/s;"
        f" share {found['share']:.0%} (goal ≥ 50 %); server's processor time per request"
        f" {found['cpu_ms']:.2f} ms, floor {found['floor_cpu_ms']:.2f} ms",
        flush=True,
    )


def _measure(env: dict[str, str], world: dict[str, Any]) -> dict[str, float]:
    lives, floors = [], []
    with server(env, workers=2) as served:
        port = served.port
        _spent(served, lambda n: _live(port, world, n, 3))  # warm up
        _spent(served, lambda _n: _bare(port, 10))
        for _ in range(ROUNDS):
            floors.append(_spent(served, lambda _n: _bare(port, FLOOR_CALLS)))
            lives.append(_spent(served, lambda n: _live(port, world, n, LIVES)))
    seconds, cpu = (sum(column) for column in zip(*lives, strict=True))
    floor_seconds, floor_cpu = (sum(column) for column in zip(*floors, strict=True))
    requests, calls = ROUNDS * STEPS * CLIENTS * LIVES, ROUNDS * CLIENTS * FLOOR_CALLS
    rate, floor = requests / seconds, calls / floor_seconds
    return {
        "lives_per_s": round(rate / STEPS, 2),
        "requests_per_s": round(rate, 1),
        "floor_per_s": round(floor, 1),
        "share": round(rate / floor, 3),
        "cpu_ms": round(1000 * cpu / requests, 3),
        "floor_cpu_ms": round(1000 * floor_cpu / calls, 3),
    }


def _spent(served: Served, work: Callable[[int], None]) -> tuple[float, float]:
    """The seconds that the clients' work takes, and the server's processor time for it."""
    start, used = time.perf_counter(), served.cpu_seconds()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, range(CLIENTS)))
    return time.perf_counter() - start, served.cpu_seconds() - used


def _bare(port: int, calls: int) -> None:
    client = Client(port)
    for _ in range(calls):
        client.call("POST", "/floor/")


def _live(port: int, world: dict[str, Any], number: int, lives: int) -> None:
    from wangge.kernel.ids import uuid7

    team = world["teams"][number % len(world["teams"])]
    worker = Client(port, team["worker"])
    leader = Client(port, team["group_leader"])
    desk = Client(port, team["desk"])
    for _ in range(lives):
        address = f"/api/v1/incidents/{uuid7()}"
        told = {
            "category": world["category"],
            "title": "楼道堆物",
            "description": "楼道堆放杂物",
            "grid": team["grid"],
            "kind": "一般性",
        }
        version = worker.call("PUT", address, told)["version"]
        for client, step in (
            (desk, {"verb": "accept"}),
            (desk, {"verb": "dispatch", "handler": team["handler"]}),
            (worker, {"verb": "handle", "note": "已清理", "channel": "当面"}),
            (leader, {"verb": "verify", "passed": True}),
            (desk, {"verb": "close"}),
        ):
            answer = client.call("POST", f"{address}/steps", {**step, "version": version})
            version = answer["version"]
