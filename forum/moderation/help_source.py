"""Reads what publishers write of help near a reader: numbers to call, and where side effects are
reported, by country. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from ..content import Document, Problem, gather
from ..json_content import read_json
from ..shapes import STRICT, Text, matching


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("should be a day, as 2026-11-22") from error
    return text


Code = Annotated[str, matching("[A-Z]{2}", "should be two capital letters, as GB")]
Number = Annotated[
    str, matching(r"\+?[0-9][0-9 -]{0,20}", "should be a number to call: digits, blanks, hyphens")
]
Address = Annotated[str, matching(r"https?://[^\s/]\S*", "must be an http or https address")]
Secure = Annotated[str, matching(r"https://[^\s/]\S*", "must be an https address")]
Day = Annotated[str, AfterValidator(_day)]


class _Source(BaseModel):
    model_config = STRICT

    source: Address
    checked: Day


class LineSource(_Source):
    """A number to call. `name` says whom one reaches, where it is not everybody's emergency, and
    `where` in which parts of the country, where it is not in all."""

    number: Number
    name: str = ""
    where: str = ""
    hours: str = ""
    url: Secure | None = None

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return re.sub(r"[ -]", "", self.number)


class NamedLineSource(LineSource):
    """A number of somebody in particular: a crisis line, a line for medical advice."""

    name: Text


class RegulatorSource(_Source):
    """Where side effects are reported: what the way is called, whose it is, and its address."""

    name: Text
    authority: Text
    url: Secure
    number: Number | None = None

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it; nothing where there is none."""
        return re.sub(r"[ -]", "", self.number or "")


class CountrySource(BaseModel):
    """What there is in one country. `EU` stands for its countries that are not listed."""

    model_config = STRICT

    code: Code
    name: Text
    emergency: list[LineSource] = Field(min_length=1)
    crisis: list[NamedLineSource] = []
    advice: list[NamedLineSource] = []
    side_effects: RegulatorSource | None = None


class HelpSource(BaseModel):
    """All of the file."""

    model_config = STRICT

    note: str = ""
    countries: list[CountrySource] = Field(min_length=1)


@dataclass(frozen=True)
class Help:
    """What there is in each country, the reader's own first where the publisher has set one."""

    countries: tuple[CountrySource, ...]
    here: CountrySource | None


def read_help(path: Path, *, country: str) -> Help:
    """Return what there is, for readers in this country; for nowhere in particular where the file
    has none of that code. Raises ContentError."""
    document = read_json(path)
    found = document.check(HelpSource)
    gather(lambda: _find_doubles(document, found))
    here = next((each for each in found.countries if each.code == country), None)
    others = (each for each in found.countries if each is not here)
    return Help((here, *others) if here else tuple(others), here)


def _find_doubles(document: Document, found: HelpSource) -> Iterator[Problem]:
    codes = [country.code for country in found.countries]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield document.problem(("countries", place, "code"), f"'{code}' is there twice")
