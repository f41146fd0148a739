"""Telling an experience, changing it, taking it back."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, request, url_for

from .. import web
from ..accounts.actions import check_may_write
from ..accounts.identity import remember, viewer
from ..accounts.models import Person
from ..accounts.tries import pace_of_posting
from ..articles.models import Article
from ..articles.queries import article_of, get_article
from ..clock import now
from ..errors import N_, NotAllowed
from ..moderation import gate
from ..moderation.gate import Looked
from ..moderation.hold_actions import change_experience, tell_experience
from ..remedies.edition_queries import OfferedCause, edition_of
from ..remedies.matching import Match
from ..remedies.models import AGE_LABELS, TIME_LABELS, AgeBand, TimeToRelief
from ..remedies.queries import causes_of
from ..search.similar_queries import NOTHING_ALIKE
from ..templating import gettext as _
from . import actions
from .attempt_forms import Vocabulary
from .faces import card_face, comment_face
from .forms import EditForm, ExperienceForm
from .models import Experience
from .queries import (
    experience_with_tags,
)
from .signed_forms import OWN
from .similar_views import like_what_is_told

FIRST_CHOICES = 6

board = Blueprint("board", __name__)


# Telling


@board.get("/articles/<article>/share")
def share(article: str) -> Response:
    """Show the composer."""
    found, who = get_article(article), viewer()
    form = ExperienceForm(vocabulary_of(found.id), who=who, **signature_of(who))
    form.press(f"remedy:{request.args.get('remedy', '')}")
    return _composer(found, form)


@board.post("/articles/<article>/share")
def check(article: str) -> Response:
    """Show the composer again after a button inside it, with what the story speaks of."""
    found = get_article(article)
    form = ExperienceForm(vocabulary_of(found.id), who=viewer())
    form.press(request.form.get("press", ""))
    looked = gate.look_at(form, found.id)
    return _composer(found, form, offers=form.offers(), looked=looked, is_checked=True)


@board.get("/articles/<article>/experiences")
def back_to_composer(article: str) -> Response:
    """Lead to the composer: a form with mistakes in it stands at this address."""
    return web.see(url_for("board.share", article=article))


@board.post("/articles/<article>/experiences")
def post(article: str) -> Response:
    """Put an experience on the board."""
    found, who = get_article(article), viewer()
    check_may_write(who)
    form = ExperienceForm(vocabulary_of(found.id), who=who)
    is_complete, looked = form.validate(), gate.look_at(form, found.id)
    if looked.stops or not is_complete:
        return _composer(found, form, offers=form.offers(), looked=looked, status=422)
    experience = tell_experience(
        found.id,
        looked.told(form.told()),
        author=who,
        findings=looked.findings(who, posted=form),
        pace=pace_of_posting(),
        hold_first=gate.hold_first(),
        key=form.key,
    )
    _say_thanks(f"share:{article}", who, experience)
    place = f"experience-{experience.id}"
    address = url_for("articles.show", article=article, _anchor=place)
    if not experience.is_visible():
        address = url_for("board.show", experience=experience.id)
    return remember(web.see(address), experience.author_id)


# Changing and taking back


@board.get("/experiences/<number:experience>/edit")
def edit(experience: int) -> Response:
    """Show an experience to its author, to be changed."""
    found = _own(experience)
    return _editor(found, _edit_form(found))


@board.post("/experiences/<number:experience>/edit")
def save(experience: int) -> Response:
    """Change an experience, or show its form again after a button inside it."""
    check_may_write(viewer())
    found = _own(experience)
    form = _edit_form(found)
    if "press" in request.form or web.wants("offers"):
        form.press(request.form.get("press", ""))
        looked = gate.look_at(form, found.article_id, before=found)
        return _editor(found, form, offers=form.offers(), looked=looked, is_checked=True)
    is_complete, looked = form.validate(), gate.look_at(form, found.article_id, before=found)
    if looked.stops or not is_complete:
        return _editor(found, form, looked=looked, status=422)
    changed = change_experience(
        experience,
        looked.told(form.told()),
        findings=looked.findings(viewer()),
        actor=viewer(),
        within=edit_time(),
    )
    is_shown = _("Your changes are on the board.")
    is_stored = _("Your changes are stored. Others do not see them yet.")
    flash(is_shown if changed.is_visible() else is_stored, f"edit:{experience}")
    return web.see(url_for("board.show", experience=experience))


@board.get("/experiences/<number:experience>/withdraw")
def ask_to_withdraw(experience: int) -> Response:
    """Ask the author whether she wants to take her experience back."""
    found = _own(experience)
    return web.page("board/withdraw.html", experience=found, article=article_of(found.article_id))


@board.post("/experiences/<number:experience>/withdraw")
def withdraw(experience: int) -> Response:
    """Take an experience back."""
    found = actions.withdraw_experience(experience, actor=viewer())
    flash(_("Your experience has been withdrawn, and its words erased."))
    return web.see(
        url_for("articles.show", article=article_of(found.article_id).slug, _anchor="board")
    )


# What several of these do


def vocabulary_of(article_id: int, experience: Experience | None = None) -> Vocabulary:
    """Return what can be chosen: what is offered, and what the experience carries already."""
    causes = {cause.cause_id for cause in experience.causes} if experience else set()
    kept = {a.written: a.remedy_id for a in experience.attempts} if experience else {}
    edition = edition_of(article_id)
    return Vocabulary(
        causes=[c for c in edition.causes if not c.is_retired or c.id in causes],
        remedies=[r for r in edition.remedies if not r.is_retired],
        lexicon=edition.lexicon,
        uses={r.id: r.use for r in edition.remedies},
        kept=kept,
    )


def _composer(
    article: Article,
    form: ExperienceForm,
    *,
    offers: Sequence[Match] = (),
    looked: Looked | None = None,
    is_checked: bool = False,
    status: int = 200,
) -> Response:
    return web.page(
        "board/share.html",
        status=status,
        part=("offers", "board/_checked.html"),
        article=article,
        tellers=_tellers(article.id),
        form=form,
        looked=looked,
        is_stopped=status == 422 and looked is not None and looked.stops,
        offers=offers,
        alike=like_what_is_told(form, offers) if is_checked else NOTHING_ALIKE,
        is_checked=is_checked,
        press_address=url_for("board.share", article=article.slug),
    )


def _own(experience_id: int) -> Experience:
    experience = experience_with_tags(experience_id)
    if not experience.tags_editable_by(viewer()):
        raise NotAllowed(
            N_("Only its author can change this, in the browser that it was written with.")
        )
    return experience


def _edit_form(experience: Experience) -> EditForm:
    words_open = experience.words_editable_by(viewer(), at=now(), within=edit_time())
    vocabulary = vocabulary_of(experience.article_id, experience)
    return EditForm(vocabulary, experience, words_open=words_open, who=viewer())


def _editor(
    experience: Experience,
    form: EditForm,
    *,
    offers: Sequence[Match] = (),
    looked: Looked | None = None,
    is_checked: bool = False,
    status: int = 200,
) -> Response:
    return web.page(
        "board/edit.html",
        status=status,
        part=("offers", "board/_checked.html"),
        looked=looked,
        is_stopped=status == 422 and looked is not None and looked.stops,
        article=article_of(experience.article_id),
        tellers=_tellers(experience.article_id),
        experience=experience,
        form=form,
        offers=offers,
        is_checked=is_checked,
        press_address=url_for("board.save", experience=experience.id),
    )


def _tellers(article_id: int) -> Mapping[int, int]:
    """Return how many have told of each cause: those told of most are offered first."""
    return {cause.id: cause.count for cause in causes_of(article_id)}


def signature_of(who: Person | None) -> dict[str, str | None]:
    """Return what a new form holds of the name: a member's own is chosen, a guest's filled in."""
    return {"signed": OWN} if who and who.is_member() else {"name": who.name if who else None}


def edit_time() -> timedelta:
    """Return how long the words of what somebody has written can be changed."""
    return timedelta(minutes=current_app.config["EDIT_MINUTES"])


def _say_thanks(draft: str, who: Person | None, experience: Experience) -> None:
    minutes = current_app.config["EDIT_MINUTES"]
    if not experience.is_visible():
        sentence = _("Thank you. Your experience is stored, and waits for a moderator.")
    elif who is not None and who.is_member():
        sentence = _(
            "Thank you. Your experience is on the board. You can change its words for "
            "%(minutes)s minutes, and withdraw it at any time.",
            minutes=minutes,
        )
    else:
        sentence = _(
            "Thank you. Your experience is on the board. This browser can change its words for "
            "%(minutes)s minutes, and withdraw it at any time.",
            minutes=minutes,
        )
    flash(sentence, draft)


board.app_template_global("card_face")(card_face)
board.app_template_global("comment_face")(comment_face)


@board.app_template_filter("likely_first")
def likely_first(
    causes: Sequence[OfferedCause], chosen: Sequence[str], tellers: Mapping[int, int]
) -> list[OfferedCause]:
    """Return the causes as the composer shows them: the chosen ones, those told of most, and
    among the first the one that means "not sure"."""
    ordered = sorted(causes, key=lambda cause: (cause.slug not in chosen, -tellers[cause.id]))
    unsure = [cause for cause in ordered if cause.choice_label != cause.short_label]
    others = [cause for cause in ordered if cause not in unsure]
    return [*others[:FIRST_CHOICES], *unsure, *others[FIRST_CHOICES:]]


@board.app_template_filter("time_word")
def time_word(value: str) -> str:
    """Return how fast an attempt worked, in words."""
    return _(TIME_LABELS[TimeToRelief(value)])


@board.app_template_filter("age_word")
def age_word(value: str) -> str:
    """Return an age band in words."""
    return _(AGE_LABELS[AgeBand(value)])
