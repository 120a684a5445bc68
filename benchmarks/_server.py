"""A real server in a process of its own, on a scratch installation."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A scratch PostgreSQL cluster's address; empty when no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        yield ""
        return
    home, port = tempfile.mkdtemp(), free_port()
    as_nobody: list[str] = []
    if os.getuid() == 0:
        shutil.chown(home, "nobody")
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    tool = found[-1].parent

    def run(*command: str) -> None:
        subprocess.run([*as_nobody, *command], check=True, cwd="/", stdout=subprocess.DEVNULL)

    run(
        str(tool / "initdb"), "-D", f"{home}/db", "-U", "wangge", "--auth=trust", "--locale=C.UTF-8"
    )
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1"
    run(str(tool / "pg_ctl"), "-D", f"{home}/db", "-w", "-l", f"{home}/log", "-o", options, "start")
    try:
        run(str(tool / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "wangge", "wangge")
        yield f"postgresql://wangge@127.0.0.1:{port}/wangge"
    finally:
        run(str(tool / "pg_ctl"), "-D", f"{home}/db", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


class Served(NamedTuple):
    """A running server."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time its processes have used so far."""
        total, family = 0, {self.pid}
        for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda p: int(p.parent.name)):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid, parent = int(stat.parent.name), int(fields[1])
            if pid in family or parent in family:
                family.add(pid)
                total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def server(env: dict[str, str], workers: int) -> Iterator[Served]:
    """The product served by granian as `wangge serve` does it."""
    from wangge.config.cli.serving import command

    port = free_port()
    line = command(port, workers)
    line[-1] = "_wsgi:application"
    process = subprocess.Popen(line, env=env, cwd=HERE, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, tries: int = 300) -> None:
    """Until the server answers."""
    for _ in range(tries):
        try:
            Client(port).call("GET", "/api/v1/openapi.json")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def environment(data: str, database: str) -> dict[str, str]:
    """What the server and the set-up command run with."""
    env = {**os.environ, "WANGGE_DATA": data, "PYTHONPATH": str(HERE)}
    env.pop("DATABASE_URL", None)
    return {**env, "DATABASE_URL": database} if database else env


def python(env: dict[str, str], script: str, *arguments: str) -> str:
    """Run a script of this folder on the installation; what it prints."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int, token: str = "") -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """The answer's JSON; anything but success is an error."""
        self.link.request(
            method, path, json.dumps(body) if body is not None else None, self.headers
        )
        answer = self.link.getresponse()
        raw = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {raw[:300]!r}")
        return json.loads(raw) if raw else {}
