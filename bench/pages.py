"""Measures reading and writing on boards of 1,000, of 100,000 and of 1,000,000 experiences, and on
PostgreSQL, beside the least that Flask can do, and writes what was found into docs/performance.md.

make bench

Takes about ten minutes; filling the databases, the first time, five more and 4 GB of disk. With
sizes as arguments (`bench/pages.py 1000 100000`) it measures those.
"""

import json
import logging
import os
import sys
import tempfile

from bench.cases import (
    WRITERS_TAKE,
    as_guest,
    asker_again,
    misser,
    noter,
    pages_of,
    talk,
    writers_of,
)
from bench.concurrency import latency, mix
from bench.measuring import ARTICLE, Case, Client, Server, database, getter, measure_in_turn, serve
from bench.postgres import Cluster
from bench.report import SECOND, Found, write

SIZES = (1_000, 100_000, 1_000_000)
PORT = int(os.environ.get("BENCH_PORT", "8090"))


def main(sizes: tuple[int, ...]) -> None:
    """Start everything, measure, and write it down."""
    running: list[Server] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for place, size in enumerate(sizes, start=1):
                name = f"{size:,} experiences"
                print(f"Starting {name}", flush=True)
                running.append(serve(name, "wsgi:app", PORT + place, **database(size)))
                talk(running[-1])
            print(f"Starting {SECOND}", flush=True)
            cluster = Cluster()
            running.append(cluster.serve(SECOND, PORT + 9, sizes[0]))
            talk(running[-1])
            floor = floors_beside(running[0], folder)
            running.append(floor)
            found = look_at(running[:-2], running[-2], floor)
            found.judge()
            print("\n" + write(found))
    finally:
        for server in running:
            server.process.terminate()


def floors_beside(site: Server, folder: str) -> Server:
    """Start the least, with a string as long as what the site sends of its article."""
    sent = len(site.client.ask("GET", ARTICLE).body)
    settings = {"FLOOR_FOLDER": folder, "FLOOR_BYTES": str(sent), "FLOOR_DATABASE": str(site.file)}
    return serve("floors", "bench.floors:app", PORT, **settings)


def look_at(sites: list[Server], second: Server, floor: Server) -> Found:
    """Measure everything, and the least of the sizes on the second database too."""
    memory = {site.name: site.memory() for site in sites}
    first, paths = sites[0], {site.name: pages_of(site) for site in (*sites, second)}
    cases: list[Case] = [
        (floor, "hello-world", getter(floor, "/"), 200),
        (floor, "stored page", getter(floor, "/stored"), 200),
        (floor, "304", asker_again(Client(floor.port), "/unchanged"), 304),
        (floor, "insert", noter(Client(floor.port)), 303),
    ]
    for site in (*sites, second):
        cases += cases_of(site, paths[site.name])
    costs = measure_in_turn(cases)
    names = dict.fromkeys(name for site, name, _act, _status in cases if site is not floor)
    print("Sixteen clients", flush=True)
    addresses = paths[first.name]
    return Found(
        sites=[site.name for site in sites],
        floors={name: cost for (name, server), cost in costs.items() if server == floor.name},
        costs={name: {site.name: costs[name, site.name] for site in sites} for name in names},
        second={name: costs[name, second.name] for name in names},
        latency=latencies(first, addresses),
        statements=statements(first, addresses),
        sizes={name: len(first.client.ask("GET", path).body) for name, path in addresses.items()},
        memory={site.name: (memory[site.name], site.memory()) for site in sites},
        mixed=mix(first),
    )  # fmt: skip


def cases_of(site: Server, paths: dict[str, str]) -> list[Case]:
    """Return what is measured on a site: from the store, made anew, and written."""
    return [
        (site, "article page, hit", getter(site, ARTICLE), 200),
        (site, "article page, 304", asker_again(Client(site.port), ARTICLE), 304),
        *((site, name, misser(site, path), 200) for name, path in paths.items()),
        *((site, name, make(), WRITERS_TAKE) for name, make in writers_of(site.port).items()),
    ]


def latencies(site: Server, paths: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return what sixteen clients wait: readers are guests, for whom all is rendered."""
    port = site.port
    found = {
        "article page, hit": latency(lambda: visitor_of(port, ARTICLE), 200),
        "article page, 304": latency(lambda: asker_again(Client(port), ARTICLE), 304),
    }
    guest = as_guest(Client(port)).cookies
    for name, path in paths.items():
        found[name] = latency(lambda path=path: visitor_of(port, path, guest), 200)  # type: ignore[misc]
    for name, make in writers_of(port).items():
        found[name] = latency(make, WRITERS_TAKE)
    return found


def visitor_of(port: int, path: str, cookies: dict[str, str] | None = None):  # noqa: ANN201
    """Return what asks for a page over a connection of its own."""
    client = Client(port, dict(cookies or {}))
    return lambda: client.ask("GET", path).status


def statements(site: Server, paths: dict[str, str]) -> dict[str, int]:
    """Return how many statements a page takes when it is made anew, as its line in the log says."""
    from forum import create_app

    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    app = create_app({"DATABASE_URL": f"sqlite:///{site.file}", "DEMONSTRATION": True})
    log = logging.getLogger("forum.requests")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(handler)
    found = {}
    for name, path in paths.items():
        app.test_client().get(path)
        found[name] = json.loads(lines[-1])["statements"]
    return {"article page, hit": 1, "article page, 304": 1, **found}


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
