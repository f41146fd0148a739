"""Holds thousands of slow connections to the shipped web server, and asks good pages meanwhile.

make bench-slow

10,000 clients that have sent half of their headers, then 500 that have sent two bytes of a long
form, each of them from one of many addresses, so that the limit for one address does not help.
They are held by a process of their own. With --bare the site is asked without nginx.
"""

import argparse
import contextlib
import http.client
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

from bench.measuring import ARTICLE, database, serve
from bench.proxy import Ports, Proxy, free_ports

HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /articles/leg-cramps/experiences HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nst"
)
GOOD_REQUESTS = 300
Hold = Callable[[int, int], "contextlib.AbstractContextManager[list[socket.socket]]"]


@contextmanager
def hold(port: int, number: int, beginning: bytes) -> Iterator[list[socket.socket]]:
    """Keep so many connections open that have sent only the beginning of a request."""
    held: list[socket.socket] = []
    try:
        for place in range(number):
            held.append(socket.create_connection(("127.0.0.1", port), 10, (_address(place), 0)))
            held[-1].sendall(beginning)
        yield held
    finally:
        for each in held:
            each.close()


def hold_headers(
    port: int, number: int
) -> "contextlib.AbstractContextManager[list[socket.socket]]":
    """Keep connections open that have sent half of their headers."""
    return hold(port, number, HALF_A_HEADER)


def hold_bodies(port: int, number: int) -> "contextlib.AbstractContextManager[list[socket.socket]]":
    """Keep connections open that have sent two bytes of a form."""
    return hold(port, number, HALF_A_BODY)


def _address(place: int) -> str:
    """Return one of 250 addresses of this machine."""
    return f"127.0.1.{place % 250 + 1}"


def hold_until(port: int, number: int, kind: str, ready: Event, done: Event) -> None:
    """Hold so many of a kind, and let those that were thrown out come back, until it is done."""
    beginning = HALF_A_HEADER if kind == "headers" else HALF_A_BODY
    with hold(port, number, beginning) as held:
        ready.set()
        while not done.wait(0.5):
            for place, client in enumerate(held):
                held[place] = _again(client, port, place, beginning)


def _again(client: socket.socket, port: int, place: int, beginning: bytes) -> socket.socket:
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        with contextlib.suppress(ConnectionError):
            client.recv(1000)
        client.close()
        client = socket.create_connection(("127.0.0.1", port), 10, (_address(place), 0))
        client.sendall(beginning)
    return client


def good_times(port: int, path: str) -> list[float | None]:
    """Ask for a page again and again, each time anew; return the milliseconds, None for failing."""
    times: list[float | None] = []
    failed = 0
    while len(times) < GOOD_REQUESTS and failed < 5:
        started = time.perf_counter()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            is_good = answer.status == 200
        except OSError:
            is_good = False
        failed += not is_good
        times.append((time.perf_counter() - started) * 1000 if is_good else None)
    return times


def measure(port: int, kind: str, number: int) -> str:
    """Return a line of the table."""
    ready, done = multiprocessing.Event(), multiprocessing.Event()
    if not number:
        return show("nobody", good_times(port, ARTICLE))
    arguments = (port, number, kind, ready, done)
    slow = multiprocessing.Process(target=hold_until, args=arguments)
    slow.start()
    is_ready = ready.wait(60)
    line = show(f"{number:,} half-sent {kind}", good_times(port, ARTICLE))
    done.set()
    slow.join(10)
    slow.terminate()
    return line if is_ready else f"{line}  (not all could connect)"


def show(name: str, times: list[float | None]) -> str:
    """Return what was measured, in words."""
    good = sorted(each for each in times if each is not None)
    answered = f"{len(good)}/{len(times)}"
    if not good:
        return f"{name:28}{answered:>10}"
    p50, p99 = good[len(good) // 2], good[min(len(good) - 1, int(len(good) * 0.99))]
    return f"{name:28}{answered:>10}{p50:10.1f}{p99:10.1f}{good[-1]:10.1f}"


def main() -> None:
    """Start the site, and nginx in front of it; hold, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare", action="store_true", help="without nginx")
    parser.add_argument("--headers", type=int, default=10_000)
    parser.add_argument("--bodies", type=int, default=500)
    chosen = parser.parse_args()
    ports = Ports(*free_ports(4))
    site = serve("site", "wsgi:app", ports.site, TRUSTED_PROXIES="1", **database(1_000))
    proxy = None if chosen.bare else Proxy(Path(tempfile.mkdtemp(prefix="nginx-")), ports)
    port = ports.site if chosen.bare else ports.plain
    try:
        print(f"\n{'held meanwhile':28}{'answered':>10}{'p50 ms':>10}{'p99 ms':>10}{'worst':>10}")
        for kind, number in (("", 0), ("headers", chosen.headers), ("bodies", chosen.bodies)):
            print(measure(port, kind, number), flush=True)
    finally:
        site.process.terminate()
        if proxy:
            proxy.stop()


if __name__ == "__main__":
    main()
