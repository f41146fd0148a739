"""A forum for shared experiences: an article, and beside it the board of those who lived it."""

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel

import config

from . import assets, database, faults, guards, jsonapi, pieces, signing, templating, web
from .accounts import (
    address_views,
    bearer,
    bring_views,
    guest_views,
    identity,
    mail_views,
    passkey_views,
    safety_views,
    session_views,
    sign_in_views,
    sign_up_views,
    token_views,
)
from .accounts import reset_views as _reset_views  # noqa: F401 - adds its pages to signing in
from .accounts import second_step_views as _second_step_views  # noqa: F401
from .accounts import views as account_views
from .articles import api as articles_api
from .articles import views as article_views
from .articles.queries import all_articles
from .board import api as board_api
from .board import (
    card_views,
    comment_api,
    comment_views,
    feed_views,
    history_views,
    report_views,
)
from .board import experience_views as _experience_views  # noqa: F401 - adds its page to the board
from .board import views as board_views
from .content import ContentError
from .following import follow_up_views
from .following import views as following_views
from .moderation import case_views as _case_views  # noqa: F401 - adds to the rooms of moderators
from .moderation import (
    decision_views,
    flag_api,
    flag_views,
    gate,
    help_views,
    log_views,
    side_effect_views,
)
from .moderation import sanction_views as _sanction_views  # noqa: F401
from .moderation import search_views as _search_views  # noqa: F401
from .moderation import tag_views as _merging_views  # noqa: F401
from .moderation import views as moderation_views
from .moderation.help_source import read_help
from .remedies import api as remedies_api
from .remedies import (
    cause_views,
    figure_views,
    league_views,
    picture_views,
    remedy_views,
    shortlist_views,
)
from .remedies import views as tag_views
from .rights import privacy_views
from .rights import views as rights_views
from .search import api as search_api
from .search import views as search_views
from .search.words_source import read_words
from .site import api as site_api
from .site import map_views
from .site import views as site_views

GUESSED_URL = "http://127.0.0.1:8000"
"""Where a site that is only tried out answers, as far as one can guess."""

BLUEPRINTS = (
    site_views.site,
    article_views.articles,
    account_views.account,
    guest_views.guests,
    mail_views.mail,
    sign_up_views.sign_up,
    sign_in_views.sign_in,
    safety_views.safety,
    passkey_views.passkeys,
    session_views.sessions,
    address_views.addresses,
    bring_views.bring,
    figure_views.figures,
    shortlist_views.shortlists,
    league_views.league,
    cause_views.causes,
    tag_views.remedies,
    remedy_views.remedy_page,
    board_views.board,
    comment_views.comments,
    history_views.history,
    report_views.reports,
    flag_views.flags,
    decision_views.decisions,
    log_views.log,
    moderation_views.moderation,
    help_views.help_pages,
    side_effect_views.side_effects,
    following_views.following,
    follow_up_views.follow_ups,
    rights_views.rights,
    privacy_views.privacy,
    search_views.search,
    token_views.tokens,
    articles_api.articles_api,
    remedies_api.remedies_api,
    board_api.board_api,
    comment_api.comments_api,
    flag_api.flags_api,
    site_api.site_api,
    search_api.search_api,
    feed_views.feeds,
    card_views.embedding,
    picture_views.pictures,
    map_views.maps,
)
"""The pages of all areas."""


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Make the application, from the environment or, for tests, from the given settings."""
    values = {**config.load(os.environ), **(settings or {})}
    app = Flask(__name__, static_folder=None, template_folder="../templates")
    app.config.update(config.flask_config(values))
    _refuse_default_secret(app)
    _refuse_unusable_mail(app)
    _read_help(app)
    _read_search_words(app)
    _start_log(app)

    Babel(app)
    database.init_app(app)
    templating.init_app(app)
    pieces.init_app(app)
    assets.init_app(app)
    web.init_app(app)
    signing.init_app(app)
    guards.init_app(app)
    identity.init_app(app)
    bearer.init_app(app)
    jsonapi.init_app(app, writer=bearer.writer)
    faults.init_app(app, articles=all_articles)
    _build_gate(app)

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if database.is_for_commands():
        from . import commands  # megabytes that no page needs

        commands.init_app(app)
    return app


def _refuse_default_secret(app: Flask) -> None:
    """Serve nothing real with a key that everybody knows. Commands may run: one makes a key."""
    is_play = app.config["DEMONSTRATION"] or app.testing or app.debug
    is_command = os.environ.get("FLASK_RUN_FROM_CLI") == "true" and "run" not in sys.argv
    if app.config["SECRET_KEY"] == config.DEFAULT_SECRET_KEY and not (is_play or is_command):
        raise config.SettingError(
            "SECRET_KEY is not set. Run `flask forum init`, which makes one, or set it yourself."
        )


def _refuse_unusable_mail(app: Flask) -> None:
    """Send no mail whose links lead nowhere, or whose way is not what it seems to be."""
    if app.config["DEMONSTRATION"] or app.testing or app.debug:
        app.config["SITE_URL"] = app.config["SITE_URL"] or GUESSED_URL
    mistake = config.mail_mistake(app.config)
    if mistake:
        raise config.SettingError(mistake)


def _build_gate(app: Flask) -> None:
    """Let nobody write where it is not known what to look for."""
    try:
        gate.init_app(app)
    except ContentError as error:
        folder = app.config["SCREENING"]
        sentence = f"SCREENING: the lists in {folder} cannot be used.\n{error}"
        raise config.SettingError(sentence) from error


def _read_help(app: Flask) -> None:
    """Hold the numbers to call: a notice without them, or with half of them, is worse than none."""
    country, path = app.config["COUNTRY"], Path(app.config["HELP_FILE"])
    try:
        found = read_help(path, country=country)
    except ContentError as error:
        raise config.SettingError(f"HELP_FILE cannot be used.\n{error}") from error
    if found.here is None and country != config.likely_country(app.config["LANGUAGE"]):
        raise config.SettingError(f"COUNTRY is {country}, and HELP_FILE has no such country.")
    app.extensions["help"] = found


def _read_search_words(app: Flask) -> None:
    try:
        app.extensions["everyday_words"] = read_words(Path(app.config["SEARCH_WORDS"]))
    except ContentError as error:
        raise config.SettingError(f"SEARCH_WORDS cannot be used.\n{error}") from error


def _start_log(app: Flask) -> None:
    logger = logging.getLogger("forum")
    logger.setLevel(app.config["LOG_LEVEL"])
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(DiscreetFormatter())
        logger.addHandler(handler)


class DiscreetFormatter(logging.Formatter):
    """Leaves out of tracebacks what PostgreSQL quotes from rows: what people wrote."""

    def formatException(self, *args: Any) -> str:  # noqa: N802 - the name logging calls
        """Return the traceback without the lines that hold a row's values."""
        lines = super().formatException(*args).splitlines()
        return "\n".join(line for line in lines if "DETAIL:" not in line)
