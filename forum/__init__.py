"""A forum for shared experiences: an article, and beside it the board of those who lived it."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import Babel

import config

from . import assets, cli, database, templating, web
from .articles.views import articles
from .board.comment_views import comments
from .board.views import board
from .remedies.views import remedies
from .site.views import site


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Make the application, from the environment or, for tests, from the given settings."""
    values = {**config.load(os.environ), **(settings or {})}
    app = Flask(__name__, static_folder=None, template_folder="../templates")
    app.config.update(config.flask_config(values))
    _refuse_default_secret(app)
    _start_log(app)

    Babel(app)
    database.init_app(app)
    templating.init_app(app)
    assets.init_app(app)
    web.init_app(app)

    for blueprint in (site, articles, remedies, board, comments):
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.forum)
    return app


def _refuse_default_secret(app: Flask) -> None:
    """Serve nothing real with a key that everybody knows. Commands may run: one makes a key."""
    is_play = app.config["DEMONSTRATION"] or app.testing or app.debug
    is_command = os.environ.get("FLASK_RUN_FROM_CLI") == "true" and "run" not in sys.argv
    if app.config["SECRET_KEY"] == config.DEFAULT_SECRET_KEY and not (is_play or is_command):
        raise config.SettingError(
            "SECRET_KEY is not set. Run `flask forum init`, which makes one, or set it yourself."
        )


def _start_log(app: Flask) -> None:
    logger = logging.getLogger("forum")
    logger.setLevel(app.config["LOG_LEVEL"])
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
