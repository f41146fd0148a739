"""Prints what searching costs on 10,000 and on 100,000 experiences, on both databases.

make bench-search

The CPU of PostgreSQL's own processes counts as the server's.
"""

from statistics import median
from urllib.parse import quote_plus

from bench.measuring import ALL_RENDERED, ROUNDS, Server, database, getter, measure, serve
from bench.postgres import Cluster

SIZES = (10_000, 100_000)
REQUESTS = 40
QUERIES = ("magnesium night", "pickle juice", "calf stretching", "magnesum nite", "statins -soap")


def main() -> None:
    """Start four sites, ask them in turn, and print the table."""
    cluster = Cluster()
    sites: dict[tuple[str, int], Server] = {}
    for place, size in enumerate(SIZES):
        sites["SQLite", size] = serve(
            f"SQLite {size:,}", "wsgi:app", 8190 + place, **database(size), **ALL_RENDERED
        )
        sites["PostgreSQL", size] = cluster.serve(
            f"PostgreSQL {size:,}", 8195 + place, size, **ALL_RENDERED
        )
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


if __name__ == "__main__":
    main()
