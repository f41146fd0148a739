"""Prints what Lighthouse says of the pages that people come to first, on a phone.

make bench-lighthouse

A fresh demonstration is served by the server and the settings that `make run` has, and each page
is opened three times. Quoted is the median for performance, and the least of the others. Ends with
1 where a figure is under 100, and says why. Needs node, npm and Chromium; Lighthouse itself is put
into `instance/lighthouse/` the first time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.measuring import ARTICLE, BIN, ROOT, serve

VERSION = "12.8.2"  # the last that runs on node 20
FOLDER = ROOT / "instance" / "lighthouse"
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-headless-shell")
FLAGS = "--headless=new --no-sandbox --disable-gpu"
RUNS = 3
PORT = int(os.environ.get("BENCH_PORT", "8085"))
SITE = f"http://localhost:{PORT}"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "article": ARTICLE,
    "league": f"{ARTICLE}/remedies",
    "remedy": f"{ARTICLE}/remedies/magnesium",
    "composer": f"{ARTICLE}/share",
    "experience": "/experiences/1",
}
SHOWN = {"first-contentful-paint": "paint", "cumulative-layout-shift": "shift"}


def main() -> int:
    """Run Lighthouse over all pages, and print what it says."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DATABASE_URL": f"sqlite:///{folder}/demonstration.db",
            "DEMONSTRATION": "1",
            "SITE_URL": SITE,
        }
        command = [str(BIN / "flask"), "forum", "demo"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True)
        site = serve("demonstration", "wsgi:app", PORT, **settings)
        try:
            install()
            head = "".join(f"{name:>16}" for name in (*CATEGORIES, *SHOWN.values()))
            print(
                f"\nLighthouse {VERSION}, mobile, of {RUNS} runs each\n\n{'':12}{head}", flush=True
            )
            faults = [
                fault for name, path in PAGES.items() for fault in look_at(name, path, folder)
            ]
        finally:
            site.process.terminate()
    print("\n" + ("\n".join(faults) or "100 everywhere."))
    return 1 if faults else 0


def install() -> None:
    """Put Lighthouse into its folder, unless it is there."""
    package = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if package.exists() and json.loads(package.read_text())["version"] == VERSION:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    command = ["npm", "install", "--prefix", str(FOLDER), *options, f"lighthouse@{VERSION}"]
    subprocess.run(command, check=True)


def look_at(name: str, path: str, folder: str) -> list[str]:
    """Print the line of a page; return what keeps it from 100."""
    reports = [report_on(SITE + path, Path(folder) / f"{name}.json") for _run in range(RUNS)]
    scores = {category: [score(report, category) for report in reports] for category in CATEGORIES}
    found = {
        category: median(each) if category == "performance" else min(each)
        for category, each in scores.items()
    }
    shown = [reports[-1]["audits"][audit]["displayValue"] for audit in SHOWN]
    print(
        f"{name:12}"
        + "".join(f"{found[category]:16.0f}" for category in CATEGORIES)
        + "".join(f"{value:>16}" for value in shown),
        flush=True,
    )
    return [
        f"{name}: {audit}"
        for category in CATEGORIES
        if found[category] < 100
        for audit in what_is_missing(reports, category)
    ]


def report_on(address: str, path: Path) -> dict[str, Any]:
    """Let Lighthouse open a page, and return what it says."""
    browser = next(filter(shutil.which, BROWSERS), None)
    if not browser:
        raise SystemExit("There is no Chromium: apt-get install chromium")
    command = [str(FOLDER / "node_modules" / ".bin" / "lighthouse"), address, "--quiet"]
    command += ["--output=json", f"--output-path={path}", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": browser})
    return json.loads(path.read_text())


def score(report: dict[str, Any], category: str) -> float:
    """Return the points of a report, of 100."""
    return float(report["categories"][category]["score"] or 0) * 100


def what_is_missing(reports: list[dict[str, Any]], category: str) -> list[str]:
    """Return what cost points in the run with the fewest."""
    worst = min(reports, key=lambda report: score(report, category))
    parts = worst["categories"][category]["auditRefs"]
    audits = [worst["audits"][part["id"]] for part in parts if part["weight"]]
    return [
        f"{audit['id']}: {audit['title']} {audit.get('displayValue', '')}"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    sys.exit(main())
