"""Flagging for programs. One flag a person and thing: the same flag again is the same flag."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from werkzeug.datastructures import MultiDict

from .. import jsonapi
from ..accounts.models import Person
from ..accounts.token_models import Scope
from ..accounts.tries import pace_of_pressing
from ..api_shapes import Links, One
from ..board.open_queries import open_comment, open_experience
from ..errors import Done
from ..problems import Unfit
from .case_actions import Thing
from .flag_actions import FLAGGED, flag
from .flag_forms import FlagForm
from .flag_queries import flag_of, stands_on_the_board
from .flag_views import thanks_for
from .models import Reason, Target
from .passing import wrongs_in
from .shapes import FlagShape, NewFlag

flags_api = Blueprint("flags_api", __name__, url_prefix="/api/v1")
FLAGS: dict[str, Any] = {
    "body": NewFlag,
    "scope": Scope.FLAGS,
    "statuses": (201,),
    "may_be_gone": True,
    "may_be_done": True,
}


@flags_api.post("/experiences/<number:experience>/flags")
@jsonapi.writes(One[FlagShape], **FLAGS)
def flag_experience(experience: int, who: Person, told: NewFlag) -> Response:
    """Say that a moderator should look at an experience."""
    thing = Thing(Target.EXPERIENCE, experience)
    return _flag(thing, lambda: open_experience(experience)[0], who, told)


@flags_api.post("/comments/<number:comment>/flags")
@jsonapi.writes(One[FlagShape], **FLAGS)
def flag_comment(comment: int, who: Person, told: NewFlag) -> Response:
    """Say that a moderator should look at a comment."""
    return _flag(Thing(Target.COMMENT, comment), lambda: open_comment(comment), who, told)


def _flag(thing: Thing, find: Callable[[], object], who: Person, told: NewFlag) -> Response:
    form = FlagForm(formdata=MultiDict(told.fields()), meta={"csrf": False})
    if not form.validate():
        raise Unfit(errors=list(wrongs_in(form)))
    reason, line = Reason(form.reason.data), form.line.data
    earlier = flag_of(thing, who.id)
    if earlier is None:
        find()
        # Nothing is decided by a token: a moderator signs in for that.
        flag(thing, reason, line, flagger=who, pace=pace_of_pressing(), may_decide=False)
    elif (earlier.reason, earlier.line) != (reason, line):
        raise Done(FLAGGED)
    is_off = not stands_on_the_board(thing)
    data = FlagShape(
        reason=reason, line=line, is_off_the_board=is_off, message=thanks_for(is_off=is_off)
    )
    place = f"/{thing.target}s/{thing.id}"
    links = Links(here=f"/api/v1{place}/flags", page=place)
    return jsonapi.done(One[FlagShape](data=data, links=links, meta=jsonapi.meta()), status=201)
