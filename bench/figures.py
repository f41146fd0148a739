"""Prints what the figures cost, on boards of about 10,000 and of about 1,000,000 attempts.

make bench-figures
"""

from bench.measuring import ARTICLE, Cases, Server, getter, run

SIZES = (5_900, 590_000)
PAGES = {
    "league": "/remedies",
    "league, narrowed": "/remedies?cause=ageing&age=65-74&use=prevent",
    "grid": "/causes",
    "cause page": "/causes/ageing",
    "remedy page": "/remedies/magnesium",
    "shortlist": "/shortlist?remedy=magnesium&remedy=heat",
    "open data": "/figures.csv",
}


def cases_of(server: Server) -> Cases:
    """Return what is measured on a site, with the status that it must answer."""
    return {name: (getter(server, ARTICLE + path), 200) for name, path in PAGES.items()}


if __name__ == "__main__":
    run(SIZES, cases_of)
