"""The web server: granian, WSGI, threads."""

import os
import sys

# They share one interpreter's lock: with more, requests mostly pass it to and fro.
THREADS = 3


def command(port: int, workers: int | None = None) -> list[str]:
    """The server's command line."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        os.environ.get("WANGGE_BIND", "127.0.0.1"),
        "--port",
        str(port),
        "--workers",
        str(workers or min(os.cpu_count() or 1, 4)),
        "--blocking-threads",
        str(THREADS),
        "--no-ws",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
        "wangge.config.wsgi:application",
    ]


def serve(port: int, *, quiet: bool = False) -> None:
    """Become the web server."""
    if not quiet:
        print(f"已启动 http://127.0.0.1:{port}/  按 Ctrl+C 停止", flush=True)
    sys.stdout.flush()
    os.execv(sys.executable, command(port))  # noqa: S606 -- the server replaces the command
