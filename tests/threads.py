"""Many things at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from forum.database import db


def at_once(
    app: Flask, act: Callable[[int], object], *, times: int = 1, threads: int = 6
) -> list[object]:
    """Let several threads act at the same moment, and again; return what came of it, errors
    included. `act` is told its number among all."""
    barrier, results = Barrier(threads), []

    def run(number: int) -> None:
        for turn in range(times):
            barrier.wait()
            with app.app_context():
                try:
                    results.append(act(number * times + turn))
                except Exception as error:
                    results.append(error)

    running = [Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    db.session.rollback()
    return results
