"""What templates can call: dates and numbers in the reader's language, labels, counts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, g
from flask_babel import (
    format_date,
    format_decimal,
    format_percent,
    get_locale,
    get_timezone,
    get_translations,
)
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from .json_ld import as_block
from .text import shorten, to_plain

_MARK = re.compile(r"<!--(count|experiences) (cause|remedy) ([a-z0-9-]+)-->")


def init_app(app: Flask) -> None:
    """Give the filters and functions to the templates."""
    app.jinja_env.globals.update(_=_say, ngettext=_say_of_number)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=show_date,
        day=show_day,
        json_ld=as_block,
        moment=show_moment,
        number=show_number,
        percent=show_percent,
        plain=to_plain,
        problems=problems_in,
        shorten=shorten,
    )
    app.jinja_env.globals.update(
        comments=count_comments,
        experiences=count_experiences,
        text_direction=text_direction,
        tried_and_helped=tried_and_helped,
    )


def text_direction() -> str:
    """Return which way the interface's language is written: "ltr" or "rtl"."""
    return str(get_locale().text_direction)


def translations() -> Any:
    """Return the translations, found once for each request: Flask-Babel looks at every sentence."""
    found = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def gettext(text: str, /, **values: Any) -> str:
    """Return a sentence in the reader's language, filled in. There may be hundreds on a page."""
    if not values:
        return _word_in(translations(), text)
    return str(translations().ugettext(text) % values)


@lru_cache(maxsize=2048)
def _word_in(translations: Any, text: str) -> str:
    return str(translations.ugettext(text))


def ngettext(one: str, many: str, number: int, /, **values: Any) -> str:
    """Return the sentence for so many, in the reader's language."""
    return str(translations().ungettext(one, many, number) % {"num": number, **values})


@pass_eval_context
def _say(context: EvalContext, text: str, /, **values: Any) -> str:
    """Return a sentence for a template. Where it makes HTML, a sentence is HTML, and what it is
    filled in with is escaped. A page says hundreds: Jinja's own way costs several times as much."""
    if context.autoescape:
        return sayer(translations())(text, **values)
    return str(translations().ugettext(text) % values)


@pass_eval_context
def _say_of_number(context: EvalContext, one: str, many: str, number: int, /, **values: Any) -> str:
    """Return the sentence for so many, for a template."""
    found = translations().ungettext(one, many, number)
    return (Markup(found) if context.autoescape else found) % {"num": number, **values}


@lru_cache(maxsize=16)
def sayer(translations: Any) -> Callable[..., Markup]:
    """Return what says sentences as HTML in one language. Those without values are made once."""

    @lru_cache(maxsize=2048)
    def without_values(text: str) -> Markup:
        return Markup(translations.ugettext(text)) % {}

    def say(text: str, /, **values: Any) -> Markup:
        return Markup(translations.ugettext(text)) % values if values else without_values(text)

    return say


def locale_name() -> str:
    """Return the name of the interface's locale, found once for each request."""
    found: str | None = g.get("locale_name")
    if found is None:
        found = g.locale_name = str(get_locale())
    return found


def show_date(value: date) -> str:
    """Return a day as people write it: 22 Nov 2026."""
    return _date_in(locale_name(), value)


def show_day(value: datetime) -> str:
    """Return the day of a moment, where no script will say how long ago it was."""
    if "timezone" not in g:
        g.timezone = get_timezone()
    return show_date(value.astimezone(g.timezone).date())


def show_moment(value: datetime) -> Markup:
    """Return a moment as a date; a script says how long ago it was."""
    moment = value.astimezone(UTC).isoformat(timespec="minutes").removesuffix("+00:00")
    return Markup(
        f'<time datetime="{moment}Z" data-behavior="ago">{escape(show_day(value))}</time>'
    )


def show_number(value: int) -> str:
    """Return a whole number with separators: 12,345."""
    return str(value) if value < 1000 else _number_in(locale_name(), value)


def show_percent(share: float) -> str:
    """Return a share as a whole percentage: 82%."""
    return _percent_in(locale_name(), round(share * 100))


def count_experiences(count: int) -> str:
    """Return "1 experience", "34 experiences"."""
    return ngettext(
        "%(count)s experience", "%(count)s experiences", count, count=show_number(count)
    )


def count_comments(count: int) -> str:
    """Return "1 comment", "86 comments"."""
    return ngettext("%(count)s comment", "%(count)s comments", count, count=show_number(count))


class Figure(NamedTuple):
    """How many speak of a cause or a remedy; and of a remedy, how many say that it helped."""

    number: int
    helped: int | None = None


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


def tried_and_helped(tried: int, helped: int) -> str:
    """Return "41 tried it, 17 say it helped"."""
    return gettext(
        "%(tried)s tried it, %(helped)s say it helped",
        tried=show_number(tried),
        helped=show_number(helped),
    )


def fill_in_figures(html: str, figures: Mapping[tuple[str, str], Figure]) -> Markup:
    """Return a section's HTML with the figures of causes and remedies in the places of their marks.

    `figures` is by type ("cause" or "remedy") and slug.
    """

    def pill(mark: re.Match[str]) -> str:
        figure = figures.get((mark[2], mark[3]), Figure(0))
        if mark[1] == "count":
            words = show_number(figure.number)
        elif figure.helped is None or not figure.number:
            words = count_experiences(figure.number)
        else:
            words = tried_and_helped(figure.number, figure.helped)
        return f'<span class="heard"> {escape(words)}</span>'

    return Markup(_MARK.sub(pill, html))


def without_figures(html: str) -> str:
    """Return a section's HTML without the marks in whose places figures stand."""
    return _MARK.sub("", html)


@lru_cache(maxsize=4096)
def _number_in(locale: str, value: int) -> str:
    return format_decimal(value)


@lru_cache(maxsize=1024)
def _percent_in(locale: str, hundredths: int) -> str:
    return str(format_percent(hundredths / 100))


@lru_cache(maxsize=1024)
def _date_in(locale: str, value: date) -> str:
    return format_date(value, "d MMM y")
