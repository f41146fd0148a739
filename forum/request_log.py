"""One line in the log for each request, in JSON.

The route stands for the address: no words, names or numbers are in it.
"""

import json
import logging
import time

from flask import Response, g, request

log = logging.getLogger("forum.requests")


def log_answer(response: Response) -> None:
    """Write the line of a request that was answered by a view."""
    _write(
        request_id=g.get("request_id", ""),
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        started=g.get("started"),
        statements=g.get("statements", 0),
    )


def log_kept(*, request_id: str, method: str, route: str, status: int, started: float) -> None:
    """Write the line of a request that was answered from the store, for one statement."""
    _write(
        request_id=request_id,
        method=method,
        route=route,
        status=status,
        started=started,
        statements=1,
    )


def _write(
    *,
    request_id: str,
    method: str,
    route: str | None,
    status: int,
    started: float | None,
    statements: int,
) -> None:
    if not log.isEnabledFor(logging.INFO):
        return
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "id": request_id,
        "method": method,
        "route": route,
        "status": status,
        "ms": round((time.perf_counter() - started) * 1000, 1) if started else None,
        "statements": statements,
    }
    log.info("%s", json.dumps(line))
