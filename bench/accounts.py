"""Measures whether the site tells by its answers, or by their time, which addresses it knows.

    .venv/bin/python bench/accounts.py [PAIRS]

Each form that takes an address is sent, in turn, with one that is a member's and one that is
nobody's. Printed are the medians of both and their difference in milliseconds, and whether the
answers are equal: status, headers, and every byte but the address, the form's own token and the
passkeys' challenge. The limits on trying are switched off, or the eleventh try would be the last.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from flask_migrate import upgrade  # noqa: E402

from forum import create_app  # noqa: E402
from forum.accounts import tries  # noqa: E402
from forum.accounts.link_actions import make_link  # noqa: E402
from forum.accounts.link_models import Purpose  # noqa: E402
from forum.accounts.member_actions import become_member  # noqa: E402
from forum.accounts.passwords import hash_password  # noqa: E402

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
KNOWN, UNKNOWN, OWN = "known@example.org", "nobdy@example.org", "own@example.org"
PASSWORD = "my calf wakes me at three"
FORMS = {
    "sign in": "/account/sign-in",
    "sign up": "/account/sign-up",
    "reset": "/account/reset",
    "mailed code": "/account/sign-in/code",
    "change of address": "/account/new-address",
}
VARIES = re.compile(
    rb'name="csrf_token" value="[^"]*"|data-options="[^"]*"|known@example\.org|nobdy@example\.org'
)


def make_site(folder: str) -> Flask:
    """Return a site with two members."""
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "only for measuring, and long enough for it",
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "LOG_LEVEL": "ERROR",
        }
    )
    with app.app_context():
        upgrade()
        for name, email in (("Known", KNOWN), ("Own", OWN)):
            link = make_link(Purpose.SIGN_UP, email=email, person_id=None)
            hashed = hash_password(PASSWORD)
            become_member(link, guest=None, name=name, password=PASSWORD, hashed=hashed)
    return app


def signed_in(app: Flask) -> FlaskClient:
    """Return the browser of a member."""
    client = app.test_client()
    data = {"csrf_token": token_on(client, FORMS["sign in"]), "email": OWN, "password": PASSWORD}
    assert client.post(FORMS["sign in"], data=data).status_code == 303
    return client


def token_on(client: FlaskClient, path: str) -> str:
    """Return the token of the form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


def sender(client: FlaskClient, path: str) -> Callable[[str], tuple[float, object]]:
    """Return what sends a form with an address, and gives the time and what was answered."""
    data = {"csrf_token": token_on(client, path), "password": "not the password"}

    def send(email: str) -> tuple[float, object]:
        began = time.perf_counter()
        response = client.post(path, data=data | {"email": email})
        taken = (time.perf_counter() - began) * 1000
        kept = {n: v for n, v in response.headers if n not in {"X-Request-Id", "Set-Cookie"}}
        kept.pop("Content-Length", None)
        return taken, (response.status_code, kept, VARIES.sub(b"", response.data))

    return send


def main() -> None:
    """Measure every form."""
    for name in ("count_try", "forget_tries"):
        setattr(tries, name, lambda *args, **kwargs: None)
    with tempfile.TemporaryDirectory() as folder:
        app = make_site(folder)
        for name, path in FORMS.items():
            client = signed_in(app) if path == FORMS["change of address"] else app.test_client()
            send = sender(client, path)
            for email in (KNOWN, UNKNOWN) * 5:
                send(email)
            known, unknown, is_same = [], [], True
            for number in range(PAIRS):
                order = (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN)
                found = {email: send(email) for email in order}
                known.append(found[KNOWN][0])
                unknown.append(found[UNKNOWN][0])
                is_same = is_same and found[KNOWN][1] == found[UNKNOWN][1]
            difference = median(known) - median(unknown)
            print(
                f"{name:18} known {median(known):7.2f} ms   unknown {median(unknown):7.2f} ms   "
                f"difference {difference:+6.2f} ms   answers {'equal' if is_same else 'DIFFER'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
