"""Settings come from the environment, and bad ones are refused."""

import pytest

import config
from forum import create_app
from tests.conftest import settings_for


def test_a_real_site_does_not_start_with_the_secret_that_everybody_knows(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    real = {"SECRET_KEY": config.DEFAULT_SECRET_KEY, "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    with pytest.raises(config.SettingError, match="SECRET_KEY"):
        create_app(real)
    assert create_app(real | {"SECRET_KEY": "a secret of one's own"})
    assert create_app(real | {"DEMONSTRATION": True})


def test_a_setting_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(config.SettingError, match="EDIT_MINUTES"):
        config.load({"EDIT_MINUTES": "soon"}, instance=tmp_path)


def test_the_key_that_was_made_is_used_where_none_is_set(tmp_path):
    (tmp_path / "secret_key").write_text("made\n")
    assert config.load({}, instance=tmp_path)["SECRET_KEY"] == "made"
    assert config.load({"SECRET_KEY": "set"}, instance=tmp_path)["SECRET_KEY"] == "set"


@pytest.mark.parametrize(
    ("url", "driver"),
    [("postgres://u@h/d", "postgresql+psycopg"), ("postgresql://u@h/d", "postgresql+psycopg"),
     ("sqlite:///x.db", "sqlite"), ("postgresql+psycopg://u@h/d", "postgresql+psycopg")],
)  # fmt: skip
def test_a_database_address_gets_the_driver_that_is_installed(url, driver):
    values = config.load({"DATABASE_URL": url})
    uri = config.flask_config(values)["SQLALCHEMY_DATABASE_URI"]
    assert uri.partition(":")[0] == driver


def test_behind_a_proxy_the_visitors_protocol_counts(make_app):
    client = make_app(TRUSTED_PROXIES=1).test_client()
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "forum.example"}
    headers |= {"Origin": "https://forum.example"}
    assert client.post("/experiences/1/vote", headers=headers).status_code == 404


def test_a_host_that_is_not_ours_is_refused(make_app):
    client = make_app(TRUSTED_HOSTS=["forum.example"]).test_client()
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "forum.example"}).status_code == 200


def test_settings_for_tests_are_complete():
    assert set(settings_for("sqlite://")) - {"TESTING"} <= {s.name for s in config.SETTINGS}
