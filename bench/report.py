"""The table of what was measured, a plot of it, and the page of the docs that holds both."""

import platform
import sqlite3
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

import psutil

from bench.concurrency import CLIENTS, LATE, Mixed
from bench.measuring import ROOT, ROUNDS

PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "pictures" / "performance.svg"
BEGIN, END = "<!-- begin: make bench -->", "<!-- end: make bench -->"
PACKAGES = ("Flask", "SQLAlchemy", "granian", "Brotli")
SECOND = "PostgreSQL"
COLOURS = ("#7fbfb3", "#0b6b63", "#c8643c")


@dataclass
class Found:
    """All that was measured. Costs are CPU in milliseconds, by case and site."""

    sites: list[str]
    floors: dict[str, float]
    costs: dict[str, dict[str, float]]
    second: dict[str, float]
    """The costs on PostgreSQL, its own processes included, with as few experiences as the first."""
    latency: dict[str, tuple[float, float]]
    statements: dict[str, int]
    sizes: dict[str, int]
    memory: dict[str, tuple[float, float]]
    """Megabytes of the worker, at first and after all of it."""
    mixed: Mixed
    ratios: list[tuple[str, float, str, float]] = field(default_factory=list)
    """What was asked, what was found, in which unit, and how much it may be at most; a limit below
    zero is the least that it must be."""

    def judge(self) -> None:
        """Work out what was asked of this project."""
        small, large = self.sites[0], self.sites[-1]
        at = self.costs
        for name, floor, most in (("hit", "stored page", 1.3), ("304", "304", 1.2)):
            cost = at[f"article page, {name}"][small]
            self.ask(
                f"1. article page, {name}, to Flask's", cost / self.floors[floor], "times", most
            )
        for name, costs in at.items():
            if name not in NOT_LIMITED:
                most = 8 if name == "article page" else 12
                self.ask(f"2. {name}, made anew", costs[small], "ms", most)
        worst = max(at, key=lambda name: at[name][large] / at[name][small])
        growth = at[worst][large] / at[worst][small]
        self.ask(f"3. {large} to {small}, most: {worst}", growth, "times", 1.25)
        for name, most in (("commenting", 1.2), ("posting", 2.0)):
            cost = at[name][small] / self.floors["insert"]
            self.ask(f"4. {name}, to the smallest insert", cost, "times", most)
        self.ask("5. reads that nothing is rendered for", self.mixed.hit_ratio * 100, "%", -90)
        self.ask("5. latest that a reader was told", self.mixed.latest, "s", LATE)
        self.ask(f"7. memory of a worker, {large}", self.memory[large][1], "MB", 120)

    def ask(self, what: str, found: float, unit: str, limit: float) -> None:
        """Note what was found of one thing that was asked."""
        self.ratios.append((what, found, unit, limit))


NOT_LIMITED = {
    "article page, hit",
    "article page, 304",
    "search",
    "home",
    "posting",
    "commenting",
    "voting",
}
"""What no number of milliseconds was asked of."""


def rows_of(found: Found) -> list[list[str]]:
    """Return the table of all cases."""
    head = ["CPU, ms", *found.sites, "ratio", SECOND, "p50, ms", "p99, ms", "statements", "bytes"]
    rows = [head]
    for name, costs in found.costs.items():
        values = [costs[site] for site in found.sites]
        p50, p99 = found.latency.get(name, (None, None))
        rows.append(
            [
                name,
                *(f"{value:.2f}" for value in values),
                f"{values[-1] / values[0]:.2f}",
                f"{found.second[name]:.2f}",
                f"{p50:.1f}" if p50 else "",
                f"{p99:.1f}" if p99 else "",
                str(found.statements.get(name, "")),
                f"{found.sizes[name]:,}" if name in found.sizes else "",
            ]
        )
    blank = [""] * (len(head) - 2)
    return rows + [[f"Flask: {name}", f"{cost:.2f}", *blank] for name, cost in found.floors.items()]


def asked_of(found: Found) -> list[list[str]]:
    """Return the table of what was asked."""
    rows = [["asked", "found", "limit", ""]]
    for what, value, unit, limit in found.ratios:
        is_met = value >= -limit if limit < 0 else value <= limit
        kind = "at least" if limit < 0 else "at most"
        verdict = "yes" if is_met else "no"
        rows.append([what, f"{value:.2f} {unit}", f"{kind} {abs(limit):g} {unit}", verdict])
    return rows


def aligned(rows: list[list[str]]) -> str:
    """Return a table as Markdown, which can be read as it is."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ) + " |"
        for row in rows
    ]  # fmt: skip
    rule = "|" + "|".join(
        "-" * (width + 1) + ("-" if place == 0 else ":") for place, width in enumerate(widths)
    )
    return "\n".join([lines[0], rule + "|", *lines[1:]])


def write(found: Found) -> str:
    """Put what was found into the docs between its marks; return it."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    total = psutil.virtual_memory().total / 1024**3
    machine = f"{psutil.cpu_count()} CPUs, {total:.0f} GB, {platform.machine()}"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = "; ".join(
        f"{site}: {first:.0f} MB, then {then:.0f} MB"
        for site, (first, then) in found.memory.items()
    )
    mixed = found.mixed
    how = ", ".join(f"{number:,} {name}" for name, number in mixed.kept.most_common())
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    text = f"""{datetime.now(UTC):%d %B %Y}, commit {commit or "unknown"}; {machine};
{python}, {versions};
one worker with four threads. CPU is the median of {ROUNDS} rounds. p50 and p99 are what {CLIENTS}
clients wait, all at once, on {found.sites[0]}; pages as guests get them, for whom every page is
rendered. Bytes are what a visitor is sent, in brotli. {SECOND} has {found.sites[0]}, too, and
its own processes are counted in.

{aligned(asked_of(found))}

{aligned(rows_of(found))}

Memory of the worker at first, and after all of this: {memory}.

{CLIENTS} clients on one article, of whose requests one in twenty told an experience:
{len(mixed.writes):,} told, {len(mixed.reads):,} read ({how}).

![CPU for each request, by the size of the board](pictures/{PLOT.name})
"""
    PLOT.write_text(plot(found))
    page = PAGE.read_text()
    before, _begin, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{rest.partition(END)[2]}")
    return text


def plot(found: Found) -> str:
    """Return the costs as bars, a group for each case."""
    cases = list(found.costs)
    wide, step = 620.0, 12 * len(found.sites) + 12
    most = max(cost for costs in found.costs.values() for cost in costs.values())
    parts = ['<text x="190" y="21" text-anchor="end">CPU, ms</text>']
    for row, name in enumerate(cases):
        top = 40 + row * step
        parts.append(f'<text x="190" y="{top + 15}" text-anchor="end">{name}</text>')
        for place, site in enumerate(found.sites):
            cost, y = found.costs[name][site], top + place * 12
            length = max(1.0, cost / most * wide)
            fill = COLOURS[place % len(COLOURS)]
            parts.append(f'<rect x="200" y="{y}" width="{length:.1f}" height="10" fill="{fill}"/>')
            parts.append(f'<text x="{206 + length:.1f}" y="{y + 9}" class="n">{cost:.2f}</text>')
    for place, site in enumerate(found.sites):
        x = 200 + place * 210
        fill = COLOURS[place % len(COLOURS)]
        parts.append(f'<rect x="{x}" y="12" width="10" height="10" fill="{fill}"/>')
        parts.append(f'<text x="{x + 16}" y="21">{site}</text>')
    height = 50 + step * len(cases)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 880 {height}" role="img" '
        f'aria-label="Milliseconds of CPU for each request">'
        "<style>text{font:13px system-ui,sans-serif;fill:#1c2430}.n{font-size:11px;fill:#5b6472}"
        f'</style><rect width="880" height="{height}" fill="#fbfaf7"/>{"".join(parts)}</svg>\n'
    )
