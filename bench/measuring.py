"""Measures what each request costs a server, in milliseconds of CPU.

A Flask hello-world and this site, on boards of two sizes, are served by the same server with
the same settings, and asked in turn, round by round, so that a machine that slows down slows all
of them. Quoted is the median of the rounds. CPU time is what the operating system has accounted
to the server's processes; how long an answer took is not measured.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ROUNDS = 5
REQUESTS = 150
NO_LIMITS = {"POSTS_A_MINUTE": "0", "POSTS_AN_HOUR": "0"}
"""One browser posts more here than any person does."""
ARTICLE = "/articles/leg-cramps"

Cases = dict[str, tuple[Callable[[], int], int]]
"""What is measured on a site, with the status that it must answer."""


@dataclass
class Server:
    """A server of its own process, and a connection to it."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    database: int | None = None
    """The process of the database's own server, whose CPU counts as this one's."""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Make one request on the open connection; return status and text."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body=body or None, headers=headers)
            response = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it had nothing to do for too long
            self.connection.close()
            return self.ask(method, path, body)
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read().decode()

    def cpu(self) -> float:
        """Return the seconds of CPU that the server has used so far."""
        roots = [psutil.Process(pid) for pid in (self.process.pid, self.database) if pid]
        times = [p.cpu_times() for root in roots for p in (root, *root.children(recursive=True))]
        return sum(spent.user + spent.system for spent in times)


def serve(name: str, app: str, port: int, **environ: str) -> Server:
    """Start an application under the server that `make run` uses."""
    command = [BIN / "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--log-level", "error", "--no-log", app]
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING", **environ},
    )
    server = Server(name, process, port)
    for _ in range(300):
        try:
            server.ask("GET", "/healthz")
            return server
        except OSError:
            server.connection.close()
            time.sleep(0.1)
    raise SystemExit(f"{name} does not start")


def database(size: int) -> dict[str, str]:
    """Return the settings of a site with that many experiences, made if it is not there yet."""
    path = ROOT / "instance" / f"bench-{size}-{_newest_migration()}.db"
    settings = {"DATABASE_URL": f"sqlite:///{path}", "DEMONSTRATION": "1", **NO_LIMITS}
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        fill(path.name, size, settings)
    return settings


def fill(name: str, size: int, settings: dict[str, str]) -> None:
    """Make a demonstration with that many experiences."""
    print(f"Filling {name} ...", flush=True)
    command = [str(BIN / "flask"), "forum", "demo", "--experiences", str(size)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True)


def _newest_migration() -> str:
    """Return what tells a database that was made before from one that would be made now."""
    return max(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))[:4]


def getter(server: Server, path: str) -> Callable[[], int]:
    """Return what asks for a page once."""
    return lambda: server.ask("GET", path)[0]


def measure(
    server: Server, act: Callable[[], int], expected: int, *, requests: int = REQUESTS
) -> float:
    """Return the milliseconds of CPU for each request of a round."""
    before = server.cpu()
    for _ in range(requests):
        status = act()
        if status != expected:
            raise SystemExit(f"{server.name} answered {status}")
    return (server.cpu() - before) / requests * 1000


def run(sizes: Sequence[int], cases_of: Callable[[Server], Cases]) -> None:
    """Start sites with that many experiences, ask them in turn, and print the table."""
    hello = serve("hello-world", "bench.hello:app", 8090)
    sites = [
        serve(f"{size:,} experiences", "wsgi:app", 8091 + place, **database(size))
        for place, size in enumerate(sizes)
    ]
    try:
        cases = [(hello, "hello-world", getter(hello, "/"), 200)]
        cases += [
            (site, name, act, status)
            for site in sites
            for name, (act, status) in cases_of(site).items()
        ]
        found: dict[tuple[str, str], list[float]] = {}
        for number in range(ROUNDS + 1):
            for server, name, act, status in cases:
                cost = measure(server, act, status)
                if number:  # the first round warms up
                    found.setdefault((name, server.name), []).append(cost)
        show({key: median(costs) for key, costs in found.items()}, [site.name for site in sites])
    finally:
        for server in (hello, *sites):
            server.process.terminate()


def show(costs: dict[tuple[str, str], float], sites: list[str]) -> None:
    """Print the table, with the ratio of the large board to the small one."""
    print(
        f"\nServer CPU for each request, milliseconds (median of {ROUNDS} rounds of {REQUESTS})\n"
    )
    print(f"{'':16}" + "".join(f"{name:>22}" for name in sites) + f"{'ratio':>9}")
    hello = costs.pop(("hello-world", "hello-world"))
    for name in dict.fromkeys(name for name, _site in costs):
        values = [costs[name, site] for site in sites]
        print(
            f"{name:16}"
            + "".join(f"{value:22.2f}" for value in values)
            + f"{values[-1] / values[0]:9.2f}"
        )
    print(f"{'hello-world':16}{hello:22.2f}\n")
