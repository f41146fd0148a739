"""Proof of work: a little arithmetic that a browser does by itself, and a flood of machines minds.

By the protocol of ALTCHA, with PBKDF2, which browsers have: about 256 tries of a key made in
2,000 rounds, a fraction of a second. Nobody is asked, and nothing is sent elsewhere. The library is
not loaded where no site asks for it: it takes a megabyte.
"""

import json
from datetime import timedelta

from flask import current_app

from .clock import now

ROUNDS = 2_000
PREFIX = "00"
LONGEST = 4_000


def new_challenge() -> str:
    """Return what a browser has to solve, as JSON; it can be solved as long as a form is open."""
    from altcha import create_challenge

    expires = now() + timedelta(hours=current_app.config["FORM_HOURS"])
    challenge = create_challenge(
        "PBKDF2/SHA-256", ROUNDS, key_prefix=PREFIX, expires_at=expires, hmac_secret=_keys()[-1]
    )
    return json.dumps(challenge.to_dict())


def solved_challenge(answer: str) -> str | None:
    """Return the mark of the challenge that this answer solves; None if it solves none of ours.

    The same answer solves it again and again: who takes it notes the mark.
    """
    if not answer or len(answer) > LONGEST:
        return None
    from altcha import Payload, verify_solution

    if not any(verify_solution(answer, key).verified for key in _keys()):
        return None
    return str(Payload.from_base64(answer).challenge.parameters.nonce)


def _keys() -> list[str]:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return [f"proof of work {key}" for key in keys]
