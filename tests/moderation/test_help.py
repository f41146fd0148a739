"""Numbers to call: what publishers write, whose they are, and where they stand."""

import json
import shutil
from urllib.parse import urlsplit

import pytest
from flask import render_template_string

import config
from forum import create_app
from forum.content import ContentError
from forum.moderation.help_source import read_help
from tests.conftest import settings_for
from tests.pages import read, words

FILE = config.ROOT / "content" / "help" / "countries.json"


def test_every_country_has_an_emergency_number_and_a_way_to_its_regulator():
    found = read_help(FILE, country="NZ")
    assert found.here is found.countries[0]
    assert found.here.emergency[0].dialled == "111"
    codes = {country.code for country in found.countries}
    assert codes >= {"GB", "IE", "US", "CA", "AU", "NZ", "IN", "ZA", "DE", "FR", "ES", "NL", "EU"}
    for country in found.countries:
        assert country.side_effects, country.code
        assert country.crisis or country.code == "EU", country.code


def test_a_mistake_is_named_with_its_line_and_a_sentence(tmp_path):
    spoilt = {
        '"code": "IE"': ('"code": "ie"', "should be two capital letters, as GB"),
        '"code": "US"': ('"code": "GB"', "'GB' is there twice"),
        '"number": "000"': ('"number": "zero"', "should be a number to call"),
        '"source": "https://gesund': ('"source": "gesund', "must be an http or https address"),
        '"url": "https://3114.fr"': ('"url": "http://3114.fr"', "must be an https address"),
        '"name": "Samaritans", "hours"': ('"hours"', "is needed"),
    }
    for old, (new, sentence) in spoilt.items():
        path = tmp_path / "countries.json"
        path.write_text(FILE.read_text().replace(old, new, 1))
        with pytest.raises(ContentError) as caught:
            read_help(path, country="GB")
        line = FILE.read_text().split(old)[0].count("\n") + 1
        assert f"countries.json, line {line}" in str(caught.value), old
        assert sentence in str(caught.value), old


def test_a_day_that_is_none_is_a_mistake(tmp_path):
    path = tmp_path / "countries.json"
    path.write_text(FILE.read_text().replace("2026-11-22", "2026-11-32", 1))
    with pytest.raises(ContentError, match="should be a day"):
        read_help(path, country="GB")


def test_the_country_is_guessed_from_the_language():
    guessed = {"en": "GB", "en_US": "US", "de": "DE", "de-AT": "AT", "zh_Hant_TW": "TW", "pl": ""}
    assert {language: config.likely_country(language) for language in guessed} == guessed
    values = config.load({"COUNTRY": " ie "})
    assert config.flask_config(values)["COUNTRY"] == "IE"


@pytest.mark.one_engine("sqlite")
def test_a_site_does_not_start_without_numbers_for_its_country(database, tmp_path):
    settings = settings_for(database.url)
    with pytest.raises(config.SettingError, match="no such country"):
        create_app(settings | {"COUNTRY": "XX"})
    broken = shutil.copy(FILE, tmp_path / "own.json")
    broken.write_text(json.dumps({"countries": []}))
    with pytest.raises(config.SettingError, match="countries: is empty"):
        create_app(settings | {"HELP_FILE": str(broken)})


@pytest.mark.one_engine("sqlite")
def test_urgent_notices_and_articles_carry_the_numbers_of_the_country(client, make_app):
    def called(client, path, within):
        return [link["href"] for link in read(client.get(path)).select(f"{within} a[href^=tel]")]

    urgent, article = "/articles/leg-cramps/causes/toxins", "/articles/leg-cramps"
    assert called(client, urgent, ".callout") == ["tel:999", "tel:111"]
    assert called(client, article, ".text") == ["tel:999", "tel:111"]
    assert called(client, "/articles/leg-cramps/causes/pregnancy", ".callout") == []
    other = make_app(COUNTRY="IE").test_client()
    assert called(other, urgent, ".callout") == ["tel:112", "tel:999"]
    nowhere = make_app(LANGUAGE="pl").test_client()
    page = read(nowhere.get(urgent))
    assert page.select(".callout a[href^=tel]") == []
    assert page.select(".callout a[href='/help']")


@pytest.mark.one_engine("sqlite")
def test_a_crisis_names_its_lines_before_the_emergency_number(app):
    include = '{% include "moderation/_numbers.html" %}'
    with app.test_request_context():
        shown = render_template_string(include, notice={"slug": "crisis"})
        assert render_template_string(include, about="crisis") == shown
    assert shown.index("tel:116123") < shown.index("tel:999")
    assert 'href="tel:111"' not in shown


@pytest.mark.one_engine("sqlite")
def test_all_countries_stand_on_one_page_and_nothing_is_loaded_from_theirs(client):
    page = read(client.get("/help"))
    assert words(page.select("h2")[0]) == "United Kingdom"
    assert page.select("a[href='tel:0800567567']")
    away = [link for link in page.select("a[href]") if urlsplit(link["href"]).hostname]
    assert away
    assert all({"noopener", "noreferrer"} <= set(link["rel"]) for link in away)
