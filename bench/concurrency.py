"""Sixteen clients at once: how long answers take, and what readers see while others write."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles

from bench.cases import poster
from bench.measuring import ARTICLE, Act, Client, Server

CLIENTS = 16
WRITES = 0.05
SECONDS = 15.0
LATE = 1.0
"""So many seconds after it was acknowledged, everybody must see what was written."""


def latency(make: Callable[[], Act], expected: int, *, seconds: float = 2.0) -> tuple[float, float]:
    """Return the median and the 99th percentile, in milliseconds, of what clients wait who ask
    again as soon as they are answered."""
    acts = [make() for _client in range(CLIENTS)]
    waited: list[float] = []
    end = time.perf_counter() + seconds

    def go(act: Act) -> None:
        while (began := time.perf_counter()) < end:
            if act() != expected:
                raise SystemExit("An answer was not as expected")
            waited.append((time.perf_counter() - began) * 1000)

    together([lambda act=act: go(act) for act in acts])  # type: ignore[misc]
    return quantiles(waited, n=100)[49], quantiles(waited, n=100)[98]


def together(works: list[Callable[[], None]]) -> None:
    """Do all of it at once; raise what went wrong in one of them."""
    faults: list[BaseException] = []

    def do(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@dataclass
class Mixed:
    """What happened on one hot article while some wrote."""

    kept: Counter[str] = field(default_factory=Counter)
    reads: list[tuple[float, int]] = field(default_factory=list)
    """When somebody asked, and how many experiences the page spoke of."""
    writes: list[float] = field(default_factory=list)
    """When each was acknowledged, in order."""
    before: int = 0

    @property
    def hit_ratio(self) -> float:
        """Return the share of reads that nothing was rendered for."""
        return 1 - self.kept["miss"] / sum(self.kept.values())

    @property
    def latest(self) -> float:
        """Return the longest time, in seconds, that something had been acknowledged when somebody
        asked and was not shown it."""
        acknowledged = sorted(self.writes)
        late = [0.0]
        for asked, number in self.reads:
            unseen = max(0, number - self.before)
            if unseen < len(acknowledged):
                late.append(asked - acknowledged[unseen])
        return max(late)


def mix(site: Server, *, seconds: float = SECONDS) -> Mixed:
    """Let clients read one article and now and then tell something there. The page says how many
    experiences there are: that tells which of them it knows."""
    found = Mixed(before=shown(Client(site.port).ask("GET", ARTICLE).text))
    end = time.perf_counter() + seconds
    lock = threading.Lock()

    def go(number: int) -> None:
        choice = random.Random(number)
        reader, post = Client(site.port), poster(Client(site.port))
        while time.perf_counter() < end:
            if choice.random() < WRITES:
                if post() != 303:
                    raise SystemExit("An experience was not taken")
                with lock:
                    found.writes.append(time.perf_counter())
                continue
            asked = time.perf_counter()
            answer = reader.ask("GET", ARTICLE)
            if answer.status != 200:
                raise SystemExit(f"A reader was answered {answer.status}")
            count = shown(answer.text)
            with lock:
                found.kept[answer.kept] += 1
                found.reads.append((asked, count))

    together([lambda number=number: go(number) for number in range(CLIENTS)])  # type: ignore[misc]
    return found


def shown(page: str) -> int:
    """Return how many experiences a page of the article speaks of."""
    found = re.search(r"<p>([\d,]+) experiences", page)
    assert found
    return int(found[1].replace(",", ""))
