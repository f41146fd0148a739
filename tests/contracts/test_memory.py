"""What a server does without: each of these libraries takes megabytes of every worker."""

import os
import subprocess
import sys

from config import ROOT

ONLY_WHEN_USED = {"alembic", "cryptography", "flask_migrate", "mako", "pygments", "webauthn"}
ONLY_WHEN_USED |= {"PIL", "altcha", "rapidfuzz", "segno", "xml", "yaml"}
ONLY_WHEN_USED |= {"forum.cli", "forum.demonstration", "smtplib", "sqlalchemy.dialects.postgresql"}


def test_a_server_starts_without_what_only_commands_and_few_pages_use():
    asked = "import sys, wsgi; print(*sys.modules)"
    settings = {**os.environ, "DEMONSTRATION": "1", "DATABASE_URL": "sqlite:///none.db"}
    command = [sys.executable, "-c", asked]
    ran = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, check=True)
    assert "forum.board.views" in (loaded := set(ran.stdout.decode().split()))
    assert not loaded & ONLY_WHEN_USED
