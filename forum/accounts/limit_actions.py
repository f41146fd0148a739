"""Counting how often something is tried, without knowing who tries.

What is counted is a digest of a name for it (an address, a network), made with a key that lives
for one day: afterwards nobody, we included, can tell what it stood for.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import sqlalchemy as sa

from ..clock import now
from ..database import UtcDateTime, db, insert_into, insert_once, on_sqlite, table_of, transaction
from ..errors import N_, TooMany
from .link_models import Bucket, DailyKey
from .models import Person

TRIED_OFTEN = N_("This was tried very often just now. Please come back in %(wait)s.")


@dataclass(frozen=True)
class Limit:
    """How often something may be done within a while; 0: as often as one likes."""

    most: int
    within: timedelta


@dataclass(frozen=True)
class Pace:
    """How often one person may do something, and all guests of one network together."""

    what: str
    network: str
    limits: tuple[Limit, ...]
    sentence: str = TRIED_OFTEN


def count_try(
    what: str, of: str, *, most: int, within: timedelta, sentence: str = TRIED_OFTEN
) -> None:
    """Count one more try. Raises TooMany, with when to come back, once there were `most`."""
    _count({f"{what} {of}": Limit(most, within)}, sentence)


def keep_pace(pace: Pace | None, doer: Person) -> None:
    """Count that somebody has done something. Raises TooMany; inside the transaction of what was
    done, which then has not happened and is not counted either."""
    if pace is None:
        return
    counted = [_by(pace, doer.id)]
    if not doer.is_member():
        counted.append(f"{pace.what} from {pace.network}")
    limits = [limit for limit in pace.limits if limit.most]
    _count({f"{by} {_window(limit)}": limit for by in counted for limit in limits}, pace.sentence)


def bucket_of(pace: Pace, person_id: int, limit: Limit) -> str:
    """Return what is counted for one person and one limit of a pace."""
    return f"{_by(pace, person_id)} {_window(limit)}"


def _by(pace: Pace, person_id: int) -> str:
    return f"{pace.what} by {person_id}"


def _window(limit: Limit) -> str:
    return f"within {limit.within}"


def _count(tries: Mapping[str, Limit], sentence: str) -> None:
    """Count one more of each of these, in two statements for all of them. Raises TooMany, and
    none is counted then."""
    if not tries:
        return
    with transaction():
        at, key = now(), _key_of_today()
        limits = {digest_by(key, name): limit for name, limit in tries.items()}
        rows = [
            {"digest": digest, "count": 1, "ends_at": at + limits[digest].within, "at": at}
            for digest in sorted(limits)  # whoever waits for another, waits in the same order
        ]
        db.session.execute(_one_more(is_sqlite=on_sqlite()), rows)
        for digest, count, ends_at in db.session.execute(_COUNTED, {"digests": list(limits)}):
            if count > limits[digest].most:
                raise TooMany(max(1, int((ends_at - at).total_seconds())), sentence)


_COUNTED = sa.select(Bucket.digest, Bucket.count, Bucket.ends_at).where(
    Bucket.digest.in_(sa.bindparam("digests", expanding=True))
)


@cache
def _one_more(*, is_sqlite: bool) -> sa.Insert:
    """Return the statement that counts one more, from the beginning where a while is over."""
    new, there = insert_into(Bucket), table_of(Bucket).c
    is_over = there.ends_at <= sa.bindparam("at", type_=UtcDateTime)
    again = {
        "count": sa.case((is_over, 1), else_=there.count + 1),
        "ends_at": sa.case((is_over, new.excluded.ends_at), else_=there.ends_at),
    }
    return new.on_conflict_do_update(index_elements=["digest"], set_=again)


def use_once(what: str, of: str, *, within: timedelta) -> bool:
    """Note that something was used; say whether it was for the first time within a while."""
    try:
        count_try(what, of, most=1, within=within)
    except TooMany:
        return False
    return True


def forget_tries(what: str, of: str) -> None:
    """Forget the tries that were counted, since it has worked."""
    with transaction():
        db.session.execute(sa.delete(Bucket).filter_by(digest=_digest(f"{what} {of}")))


def network_of(address: str | None) -> str:
    """Return the block an internet address is in: /24 of version 4, /48 of version 6."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "nowhere"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def digest_by(key: str, text: str) -> str:
    """Return what is stored of a name for something that is counted, by the key of a day."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _digest(text: str) -> str:
    return digest_by(_key_of_today(), text)


def _key_of_today() -> str:
    today = now().date().isoformat()
    known = db.session.get(DailyKey, today)
    if known:
        return known.key
    db.session.execute(sa.delete(DailyKey).where(DailyKey.day < today))
    db.session.execute(sa.delete(Bucket).where(Bucket.ends_at < now()))
    insert_once(DailyKey, {"day": today, "key": secrets.token_hex(32)})
    return db.session.get_one(DailyKey, today).key
