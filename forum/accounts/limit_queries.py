"""Reading how much is left of what somebody may do within a while."""

from dataclasses import dataclass

from ..clock import now
from ..database import db
from .limit_actions import Limit, Pace, bucket_of, digest_by
from .link_models import Bucket, DailyKey


@dataclass(frozen=True)
class Left:
    """How often something can still be done within a limit, which begins anew after seconds."""

    limit: Limit
    times: int
    seconds: int


def left_of(pace: Pace, person_id: int) -> list[Left]:
    """Return what is left of each limit of a pace for one person; a limit of 0 is none."""
    today = db.session.get(DailyKey, now().date().isoformat())
    return [_left(limit, pace, person_id, today) for limit in pace.limits if limit.most]


def _left(limit: Limit, pace: Pace, person_id: int, today: DailyKey | None) -> Left:
    digest = digest_by(today.key, bucket_of(pace, person_id, limit)) if today else ""
    bucket = db.session.get(Bucket, digest) if digest else None
    if bucket is None or bucket.ends_at <= now():
        return Left(limit, limit.most, int(limit.within.total_seconds()))
    seconds = max(1, int((bucket.ends_at - now()).total_seconds()))
    return Left(limit, max(0, limit.most - bucket.count), seconds)
