"""One person as moderators know her, and what they can decide about her."""

from flask import Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import moderator
from ..articles.queries import all_articles
from . import sanction_actions
from .models import Reason
from .people_queries import known_person
from .sanction_forms import BanForm, LiftForm, SuspendForm
from .views import moderation


@moderation.get("/people/<number:person>")
def show_person(person: int) -> Response:
    """Show what somebody has told, what was decided about her, and how she flags."""
    return _page(person)


@moderation.post("/people/<number:person>/suspend")
def suspend(person: int) -> Response:
    """Let her write nothing for a while."""
    form = _suspend_form()
    if not form.validate():
        return _page(person, suspend_form=form, status=422)
    sanction_actions.suspend_person(
        person, form.ends_at, Reason(form.reason.data), actor=moderator(), note=form.note.data
    )
    flash(_("Writing is paused for this person, who is told why."))
    return web.see(url_for("moderation.show_person", person=person))


@moderation.post("/people/<number:person>/ban")
def ban(person: int) -> Response:
    """Let her write nothing any more."""
    form = _ban_form()
    if not form.validate():
        return _page(person, ban_form=form, status=422)
    reason = Reason(form.reason.data)
    sanction_actions.ban_person(person, reason, actor=moderator(), note=form.note.data)
    flash(_("Writing is closed to this person, who is told why."))
    return web.see(url_for("moderation.show_person", person=person))


@moderation.post("/people/<number:person>/lift")
def lift(person: int) -> Response:
    """Let her write again."""
    form = _lift_form()
    if not form.validate():
        return _page(person, lift_form=form, status=422)
    sanction_actions.lift(person, actor=moderator(), note=form.note.data)
    flash(_("This person may write again, and is told so."))
    return web.see(url_for("moderation.show_person", person=person))


def _page(
    person: int,
    *,
    suspend_form: SuspendForm | None = None,
    ban_form: BanForm | None = None,
    lift_form: LiftForm | None = None,
    status: int = 200,
) -> Response:
    found = known_person(person)
    objection = sanction_actions.objection_to(found.person, moderator())
    return web.page(
        "moderation/person.html",
        status=status,
        found=found,
        person=found.person,
        objection=_(objection) if objection else None,
        suspend_form=suspend_form or _suspend_form(),
        ban_form=ban_form or _ban_form(),
        lift_form=lift_form or _lift_form(),
        articles=all_articles(),
    )


def _suspend_form() -> SuspendForm:
    return SuspendForm(prefix="suspend-")


def _ban_form() -> BanForm:
    return BanForm(prefix="ban-")


def _lift_form() -> LiftForm:
    return LiftForm(prefix="lift-")
