"""Pages of a list, each begun where the last one ended (keyset): no count, no offset.

A cursor is opaque to those who hold it. It names its list's order and the sort values of the
last row shown, and is refused where it does not fit.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from .database import AnyRow, AnySelect, db
from .errors import N_, Invalid

PAGE_SIZE = 20
LARGEST = 2**53 - 1
"""The largest number a cursor may hold: behind every row's."""
_BAD_CURSOR = N_("This link to a further page does not work. Please start from the first page.")

Item = TypeVar("Item")
Value = int | str


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items, and the cursor of the page after them (None: these are the last)."""

    items: list[Item]
    after: str | None


@dataclass(frozen=True)
class Order:
    """How a list is sorted: a name for its cursors, and columns, all in one direction, with the
    names under which rows hold their values.

    Together the columns are unique, or rows would be skipped between pages.
    """

    name: str
    columns: tuple[InstrumentedAttribute[Any], ...]
    names: tuple[str, ...]
    descending: bool = True

    def apply(self, select: AnySelect, *, is_begun: bool, size: int = PAGE_SIZE) -> AnySelect:
        """Return the statement for a page of a list: sorted, and begun behind the place that
        `place_after` gives, if there is one. It reads one row more than the page shows, to know
        if there are others. It may be made once and asked with other values each time."""
        if is_begun:
            places = [
                sa.bindparam(f"place_{number}", type_=column.type)
                for number, column in enumerate(self.columns)
            ]
            here, there = sa.tuple_(*self.columns), sa.tuple_(*places)
            select = select.where(here < there if self.descending else here > there)
        direction = sa.desc if self.descending else sa.asc
        return select.order_by(*map(direction, self.columns)).limit(size + 1)

    def place_after(self, cursor: str | None) -> dict[str, Value]:
        """Return the place behind which a page begins. Raises Invalid for a bad cursor."""
        return {f"place_{n}": value for n, value in enumerate(self.read(cursor) if cursor else ())}

    def cursor_behind(self, row: AnyRow) -> str:
        """Return the cursor for the page that begins behind a row."""
        return self.cursor([getattr(row, name) for name in self.names])

    def cursor(self, values: Sequence[Value]) -> str:
        """Return the cursor for the page behind the row with these sort values."""
        return write_cursor(self.name, values)

    def read(self, cursor: str) -> list[Value]:
        """Return the sort values a cursor stands for. Raises Invalid for a bad one."""
        return read_cursor(cursor, self.name, [column.type.python_type for column in self.columns])


def write_cursor(name: str, values: Sequence[Value]) -> str:
    """Return the cursor for a place in the list of this name."""
    text = json.dumps([name, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(cursor: str, name: str, types: Sequence[type]) -> list[Value]:
    """Return the values a cursor of this list stands for. Raises Invalid for a bad one."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found, *values = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise Invalid(_BAD_CURSOR) from error
    if found != name or [type(value) for value in values] != types:
        raise Invalid(_BAD_CURSOR)
    if not all(map(_is_storable, values)):
        raise Invalid(_BAD_CURSOR)
    return values


def paginate(
    select: AnySelect, order: Order, after: str | None, *, size: int = PAGE_SIZE
) -> Page[AnyRow]:
    """Return one page of the rows of a list."""
    return read_page(order.apply(select, is_begun=bool(after), size=size), order, after, size=size)


def read_page(
    statement: AnySelect,
    order: Order,
    after: str | None,
    *,
    values: Mapping[str, Any] | None = None,
    size: int = PAGE_SIZE,
) -> Page[AnyRow]:
    """Return the page that a statement of `order.apply` reads, asked with these values."""
    wanted = {**(values or {}), **order.place_after(after)}
    rows = db.session.execute(statement, wanted).all()
    if len(rows) <= size:
        return Page(list(rows), after=None)
    return Page(list(rows[:size]), order.cursor_behind(rows[size - 1]))


def _is_storable(value: Value) -> bool:
    if isinstance(value, int):
        return abs(value) <= LARGEST
    return value.isascii() and value.isprintable()
