"""Measures what each request costs a server, in milliseconds of CPU.

The least that Flask can do and this site, on boards of several sizes, are served by the same
server with the same settings, and asked in turn, round by round, so that a machine that slows down
slows all of them. Quoted is the median of the rounds. CPU time is what the operating system has
accounted to the server's processes.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import brotli
import psutil

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ROUNDS = 5
SECONDS = 0.5
"""The CPU of a round: what the operating system accounts comes in hundredths of a second."""
LIMITS = ("POSTS_A_MINUTE", "POSTS_AN_HOUR", "PRESSES_A_MINUTE", "PRESSES_AN_HOUR")
CHEAP = 4000
"""So many requests fill a round of what costs less than a millisecond."""
NO_LIMITS = dict.fromkeys(LIMITS, "0")
"""One browser posts more here than any person does."""
ALL_RENDERED = {"KEPT_PAGES_MB": "0"}
"""What makes a site render every page, as if each request were the first."""
ARTICLE = "/articles/leg-cramps"

Act = Callable[[], int]
"""Makes one request, and returns its status."""
Cases = dict[str, tuple[Act, int]]
"""What is measured on a site, with the status that it must answer."""


@dataclass(frozen=True)
class Answer:
    """What came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as it was written."""
        packed = self.headers.get("content-encoding") == "br"
        return (brotli.decompress(self.body) if packed else self.body).decode()

    @property
    def kept(self) -> str:
        """Return what the store of finished pages did: hit, miss, stale, unchanged; or nothing."""
        return self.headers.get("server-timing", "").partition('desc="')[2].rstrip('"')


@dataclass
class Client:
    """A browser of few words, with one connection that stays open."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: socket.socket | None = None

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """Make one request."""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: br"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if method == "POST":
            lines += ["Sec-Fetch-Site: same-origin", f"Content-Length: {len(body)}"]
            lines.append("Content-Type: application/x-www-form-urlencoded")
        sent = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
        try:
            return self._exchange(method, sent)
        except ConnectionError:  # it had nothing to do for too long
            self.connection = None
            return self._exchange(method, sent)

    def _exchange(self, method: str, sent: bytes) -> Answer:
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(sent)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _end, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                called, _equals, content = value.partition(";")[0].partition("=")
                self.cookies[called] = content
            headers[name.lower()] = value
        status = int(first.split()[1])
        length = 0 if status == 304 or method == "HEAD" else int(headers.get("content-length", 0))
        parts = [body]
        missing = length - len(body)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return Answer(status, headers, b"".join(parts))

    def _receive(self) -> bytes:
        assert self.connection
        received = self.connection.recv(262_144)
        if not received:
            raise ConnectionResetError
        return received


@dataclass
class Server:
    """A server of its own process, and a browser."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    database: int | None = None
    """The process of the database's own server, whose CPU counts as this one's."""
    file: Path | None = None
    url: str = ""
    """Where its database is, if that is no file."""

    def __post_init__(self) -> None:
        self.client = Client(self.port)

    def processes(self) -> list[psutil.Process]:
        """Return all whose work is this server's."""
        roots = [psutil.Process(pid) for pid in (self.process.pid, self.database) if pid]
        return [each for root in roots for each in (root, *root.children(recursive=True))]

    def cpu(self) -> float:
        """Return the seconds of CPU that the server has used so far."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(spent.user + spent.system for spent in times)

    def memory(self) -> float:
        """Return the megabytes of its worker: of the largest process."""
        return max(process.memory_info().rss for process in self.processes()) / 1024**2


def serve(name: str, app: str, port: int, **environ: str) -> Server:
    """Start an application under the server that `make run` uses."""
    command = [BIN / "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--log-level", "error", "--no-log", app]
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING", **environ},
    )
    address = environ.get("DATABASE_URL", "")
    is_file = address.startswith("sqlite:///")
    file = Path(address.removeprefix("sqlite:///")) if is_file else None
    server = Server(name, process, port, file=file)
    for _ in range(300):
        try:
            server.client.ask("GET", "/healthz")
            return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{name} does not start")


def database(size: int) -> dict[str, str]:
    """Return the settings of a site with that many experiences: a copy of one that is made if it is
    not there yet, so that what is written while measuring is not there the next time."""
    whole = ROOT / "instance" / f"bench-{size}-{newest_migration()}.db"
    if not whole.exists():
        whole.parent.mkdir(exist_ok=True)
        part = whole.with_name(f"{whole.name}.part")
        for left in part.parent.glob(f"{part.name}*"):  # by a fill that was interrupted
            left.unlink()
        fill(part.name, size, {"DATABASE_URL": f"sqlite:///{part}", "DEMONSTRATION": "1"})
        part.rename(whole)
    copy = whole.with_name(f"bench-{size}-copy.db")
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()
    shutil.copyfile(whole, copy)
    return {"DATABASE_URL": f"sqlite:///{copy}", "DEMONSTRATION": "1", **NO_LIMITS}


def fill(name: str, size: int, settings: dict[str, str]) -> None:
    """Make a demonstration with that many experiences."""
    print(f"Filling {name}: four minutes for a million ...", flush=True)
    command = [str(BIN / "flask"), "forum", "demo", "--experiences", str(size)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True)


def newest_migration() -> str:
    """Return what tells a database that was made before from one that would be made now."""
    return max(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))[:4]


def getter(server: Server, path: str) -> Act:
    """Return what asks for a page once."""
    return lambda: server.client.ask("GET", path).status


def measure(server: Server, act: Act, expected: int, *, requests: int) -> float:
    """Return the milliseconds of CPU for each request of a round."""
    before = server.cpu()
    for _ in range(requests):
        status = act()
        if status != expected:
            raise SystemExit(f"{server.name} answered {status}")
    return (server.cpu() - before) / requests * 1000


Case = tuple[Server, str, Act, int]


def measure_in_turn(cases: Sequence[Case]) -> dict[tuple[str, str], float]:
    """Return what each case costs, by its name and its server's: the median of the rounds. The
    first round warms up, and tells how many requests fill the others."""
    found: dict[tuple[str, str], list[float]] = {}
    requests: dict[tuple[str, str], int] = {}
    for number in range(ROUNDS + 1):
        print(f"Round {number} of {ROUNDS} ", end="", flush=True)
        for server, name, act, status in cases:
            key = name, server.name
            cost = measure(server, act, status, requests=requests.get(key, 100))
            if number:
                found.setdefault(key, []).append(cost)
            else:
                requests[key] = CHEAP if cost < 1 else max(20, int(SECONDS * 1000 / cost))
            print(".", end="", flush=True)
        print(flush=True)
    return {key: median(costs) for key, costs in found.items()}


def run(sizes: Sequence[int], cases_of: Callable[[Server], Cases]) -> None:
    """Start sites with that many experiences, ask them in turn, and print the table."""
    hello = serve("hello-world", "bench.floors:app", 8090)
    sites = [
        serve(f"{size:,} experiences", "wsgi:app", 8091 + place, **database(size), **ALL_RENDERED)
        for place, size in enumerate(sizes)
    ]
    try:
        cases: list[Case] = [(hello, "hello-world", getter(hello, "/"), 200)]
        cases += [
            (site, name, act, status)
            for site in sites
            for name, (act, status) in cases_of(site).items()
        ]
        show(measure_in_turn(cases), [site.name for site in sites])
    finally:
        for server in (hello, *sites):
            server.process.terminate()


def show(costs: dict[tuple[str, str], float], sites: list[str]) -> None:
    """Print the table, with the ratio of the large board to the small one."""
    print(f"\nServer CPU for each request, milliseconds (median of {ROUNDS} rounds)\n")
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
