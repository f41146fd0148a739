"""What is shipped for servers fits the site: settings and files that exist, cookies, limits."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

import config

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
OWN = {"HOST", "PORT", "WORKERS", "THREADS", "PYTHONUNBUFFERED"}
"""What deploy/serve.sh and Python read, beside our settings."""


def known() -> set[str]:
    return {setting.name for setting in config.SETTINGS} | OWN


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_name_settings_and_files_that_exist(unit):
    text = unit.read_text()
    names = re.findall(r"([A-Z_]+)=", " ".join(re.findall(r"^Environment=(.*)$", text, re.M)))
    assert set(names) <= known()
    (started,) = re.findall(r"^ExecStart=/srv/eased/(\S+)", text, re.M)
    assert started.startswith(".venv/bin/") or (ROOT / started).stat().st_mode & 0o111
    for name in ("ProtectSystem=strict", "NoNewPrivileges=yes", "Restart=always"):
        assert name in text


def test_containers_name_settings_and_files_that_exist():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"site", "worker", "nginx", "postgresql", "valkey"}
    for name in ("site", "worker"):
        assert set(services[name]["environment"]) <= known()
    image = (DEPLOY / "Dockerfile").read_text()
    assert set(re.findall(r"([A-Z]+)=", re.findall(r"^ENV (.*)$", image, re.M)[0])) <= OWN
    for copied in re.findall(r"^COPY (.*) \S+$", image, re.M):
        assert all((ROOT / file).exists() for file in copied.split())


def test_what_starts_the_site_is_a_script_that_can_be_read():
    subprocess.run(["sh", "-n", DEPLOY / "serve.sh"], check=True)
    text = (ROOT / "Makefile").read_text() + (DEPLOY / "Dockerfile").read_text()
    assert text.count("deploy/serve.sh") >= 2


def test_nginx_lets_through_what_the_site_takes():
    """The site refuses what is too long itself: more kindly."""
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    values = config.flask_config(config.load({}))
    assert int(megabytes) * config.MEGABYTE > values["MAX_CONTENT_LENGTH"]


def test_nginx_knows_every_cookie_of_ours():
    (names,) = re.findall(r"\(__Host-\)\?\(([\w|]+)\)", (DEPLOY / "nginx.conf").read_text())
    values = config.flask_config(config.load({"HTTPS": "1"}))
    ours = {value for name, value in values.items() if name.endswith("COOKIE_NAME")}
    assert {f"__Host-{name}" for name in names.split("|")} == ours
