"""Following a remedy or a cause, and stopping."""

from collections.abc import Collection

import sqlalchemy as sa

from ..accounts.models import Person
from ..board.models import Experience
from ..clock import now
from ..database import db, insert_once, transaction
from ..errors import N_, NotAllowed
from ..remedies.models import Cause, Remedy
from .models import Follow, Wish
from .queries import count_follows, reports_reached

MOST_FOLLOWS = 200


def follow(tag: Remedy | Cause, wishes: Collection[Wish], *, follower: Person) -> None:
    """Have somebody told of a tag from now on, as she wishes; without a wish, no more.

    What she is told of already goes on where it stands. Raises NotAllowed for too many.
    """
    of_tag = _of(tag)
    with transaction():
        mine = sa.delete(Follow).filter_by(person_id=follower.id, **of_tag)
        db.session.execute(mine.where(Follow.wish.not_in(list(wishes))))
        if wishes and count_follows(follower.id) >= MOST_FOLLOWS:
            raise NotAllowed(N_("You follow very much already. Please stop following something."))
        for wish in wishes:
            row = {
                "person_id": follower.id,
                **of_tag,
                "wish": str(wish),
                "seen": _told_so_far(tag, wish),
                "created_at": now(),
            }
            insert_once(Follow, row)


def _of(tag: Remedy | Cause) -> dict[str, int]:
    return {"remedy_id": tag.id} if isinstance(tag, Remedy) else {"cause_id": tag.id}


def _told_so_far(tag: Remedy | Cause, wish: Wish) -> int:
    """Return from where on there is something to tell: what has been before is no news."""
    if wish == Wish.THRESHOLDS:
        return reports_reached(tag.id)
    return db.session.scalar(sa.select(sa.func.max(Experience.id))) or 0
