"""How somebody wants to be mailed; the press in a mail that ends such mails; and, where mails
are only put into a folder, the mails."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, current_app, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..board.follow_up_actions import stop_asking
from ..errors import N_, NotFound
from ..guards import takes_strangers
from ..mail.folder import KeptMail, mails_in
from .guest_forms import MailForm
from .guest_queries import find_mail_choice
from .identity import known, viewer
from .links import STRANGE
from .mail_choice_actions import choose_mail, stop_digest, stop_news
from .models import Person
from .notification_models import Rhythm
from .stopping import DIGEST, FOLLOW_UPS, NEWS, read_stop

mail = Blueprint("mail", __name__)

Stop = Callable[[int], None]
STOPS: dict[str, tuple[str, Stop]] = {
    NEWS: (N_("mails with your news"), stop_news),
    DIGEST: (N_("the weekly mail with new stories"), stop_digest),
    FOLLOW_UPS: (N_("mails that ask how it went on"), stop_asking),
}


@mail.get("/account/mail")
def show() -> Response:
    """Show what somebody gets by mail; in a demonstration, to everybody, the mails themselves."""
    who = viewer() if _shows_mails() else known()
    choice = find_mail_choice(who.id) if who and who.email else None
    form = MailForm(
        rhythm=choice.rhythm if choice else Rhythm.NEVER,
        has_digest=bool(choice and choice.has_digest),
    )
    return _page(who, form)


@mail.post("/account/mail")
def choose() -> Response:
    """Keep how she wants to be mailed."""
    who, form = known(), MailForm()
    if not who.email:
        return web.see(url_for("guests.address"))
    if not form.validate_on_submit():
        return _page(who, form, status=422)
    choose_mail(who.id, **form.chosen())
    flash(_("So it is from now on."))
    return web.see(url_for("mail.show"))


@mail.get("/mail/stop/<token>")
def ask_to_stop(token: str) -> Response:
    """Show the page with the button."""
    person, what, _stop = _read(token)
    return web.page("accounts/stop.html", token=token, person=person, what=what)


@mail.post("/mail/stop/<token>")
@takes_strangers
def stop(token: str) -> Response:
    """End one kind of mails: pressed on our page, or in a mail program (RFC 8058)."""
    person, what, end = _read(token)
    if person is not None:
        end(person.id)
    return web.page("accounts/stopped.html", what=what)


def _read(token: str) -> tuple[Person | None, str, Stop]:
    person, which = read_stop(token)
    if which not in STOPS:
        raise NotFound(STRANGE)
    what, end = STOPS[which]
    return person, _(what), end


def _page(who: Person | None, form: MailForm, *, status: int = 200) -> Response:
    mails = _mails() if _shows_mails() else None
    return web.page("accounts/mail.html", status=status, who=who, form=form, mails=mails)


def _shows_mails() -> bool:
    """Say whether this is a site to try out, whose mails go nowhere."""
    return current_app.config["DEMONSTRATION"] and not current_app.config["MAIL_SERVER"]


def _mails() -> list[KeptMail]:
    return mails_in(Path(current_app.config["MAIL_FOLDER"]))
