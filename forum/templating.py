"""What templates can call: dates and numbers in the reader's language, labels, counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import format_date, format_decimal, get_locale, gettext, ngettext, to_user_timezone
from markupsafe import Markup, escape

from .text import shorten, to_plain

_MARK = re.compile(r"<!--(count|experiences) (cause|remedy) ([a-z0-9-]+)-->")


def init_app(app: Flask) -> None:
    """Give the filters and functions to the templates."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=show_date,
        moment=show_moment,
        number=show_number,
        plain=to_plain,
        problems=problems_in,
        shorten=shorten,
    )
    app.jinja_env.globals.update(
        comments=count_comments, experiences=count_experiences, text_direction=text_direction
    )


def text_direction() -> str:
    """Return which way the interface's language is written: "ltr" or "rtl"."""
    return str(get_locale().text_direction)


def show_date(value: date) -> str:
    """Return a day as people write it: 22 Nov 2026."""
    return _date_in(str(get_locale()), value)


def show_moment(value: datetime) -> Markup:
    """Return a moment as a date; a script says how long ago it was."""
    return Markup('<time datetime="{}" data-behavior="ago">{}</time>').format(
        value.strftime("%Y-%m-%dT%H:%MZ"), show_date(to_user_timezone(value).date())
    )


def show_number(value: int) -> str:
    """Return a whole number with separators: 12,345."""
    return str(value) if value < 1000 else _number_in(str(get_locale()), value)


def count_experiences(count: int) -> str:
    """Return "1 experience", "34 experiences"."""
    return ngettext(
        "%(count)s experience", "%(count)s experiences", count, count=show_number(count)
    )


def count_comments(count: int) -> str:
    """Return "1 comment", "86 comments"."""
    return ngettext("%(count)s comment", "%(count)s comments", count, count=show_number(count))


@dataclass(frozen=True)
class FormProblem:
    """Something wrong in a form: where, what the field is called, and the sentence about it."""

    id: str
    label: str
    message: str


def problems_in(form: Iterable[Any], *, row: int | None = None) -> list[FormProblem]:
    """Return everything that is wrong in a form, in the order of its fields, rows included."""
    problems = []
    for field in form:
        for number, entry in enumerate(getattr(field, "entries", []), start=1):
            problems += problems_in(entry.form, row=number)
        label = str(field.description or field.label.text)
        if row:
            label = gettext("Row %(number)s: %(label)s", number=row, label=label)
        problems += [
            FormProblem(field.id, label, str(message))
            for message in field.errors
            if not isinstance(message, dict)
        ]
    return problems


def fill_in_counts(html: str, counts: dict[tuple[str, str], int]) -> Markup:
    """Return a section's HTML with the counts of causes and remedies in the places of their marks.

    `counts` is by type ("cause" or "remedy") and slug.
    """

    def pill(mark: re.Match[str]) -> str:
        count = counts.get((mark[2], mark[3]), 0)
        words = count_experiences(count) if mark[1] == "experiences" else show_number(count)
        return f'<span class="heard"> {escape(words)}</span>'

    return Markup(_MARK.sub(pill, html))


@lru_cache(maxsize=4096)
def _number_in(locale: str, value: int) -> str:
    return format_decimal(value)


@lru_cache(maxsize=1024)
def _date_in(locale: str, value: date) -> str:
    return format_date(value, "d MMM y")
