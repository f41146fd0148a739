"""The least that a server can do with Flask, to measure the site against: an answer of two words,
a stored string, a question to SQLite before a 304, and the smallest form that is stored.

`FLOOR_FOLDER` is where it keeps its notes; `FLOOR_BYTES` is how long the stored string is, and
`FLOOR_DATABASE` the file that is asked for a stamp.
"""

import os
import sqlite3
import threading

import sqlalchemy as sa
from flask import Flask, Response, redirect, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField
from wtforms.validators import DataRequired

app = Flask(__name__)
app.config["SECRET_KEY"] = "only for measuring, and long enough for it"
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ.get('FLOOR_FOLDER', '')}/notes.db"
db = SQLAlchemy(app)
STORED = "x" * int(os.environ.get("FLOOR_BYTES", "0"))
FORM = "<form method=post>{{ form.csrf_token }}{{ form.text }}{{ form.errors }}</form>"
asked = threading.local()


class Note(db.Model):  # type: ignore[name-defined,misc]
    """A text."""

    id = sa.orm.mapped_column(sa.Integer, primary_key=True)
    text = sa.orm.mapped_column(sa.Text)


class NoteForm(FlaskForm):  # type: ignore[misc]
    """The smallest form."""

    text = TextAreaField(validators=[DataRequired()])


@app.get("/")
@app.get("/healthz")
def hello() -> str:
    """Answer."""
    return "Hello, world"


@app.get("/stored")
def stored() -> str:
    """Answer with a string that was there before."""
    return STORED


@app.get("/unchanged")
def unchanged() -> Response:
    """Ask for the stamp of an article, and answer that nothing has changed."""
    if not hasattr(asked, "connection"):
        asked.connection = sqlite3.connect(os.environ["FLOOR_DATABASE"])
    question = "SELECT stamp FROM articles WHERE slug = ?"
    (stamp,) = asked.connection.execute(question, ("leg-cramps",)).fetchone()
    response = Response("changed")
    response.set_etag(str(stamp))
    if request.if_none_match.contains(str(stamp)):
        return Response(status=304)
    return response


@app.route("/note", methods=["GET", "POST"])
def note() -> AnyResponse | str:
    """Take a form, and store it."""
    form = NoteForm()
    if form.validate_on_submit():
        db.session.add(Note(text=form.text.data))
        db.session.commit()
        return redirect("/", 303)
    return render_template_string(FORM, form=form)


@sa.event.listens_for(sa.Engine, "connect")
def as_ours(connection: sqlite3.Connection, _record: object) -> None:
    """Keep the file as we keep ours: a commit is on the disk before it is acknowledged."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


if os.environ.get("FLOOR_FOLDER"):
    with app.app_context():
        db.create_all()
