"""Deciding about cases: one, or many with one press; claiming them."""

from dataclasses import replace

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from .. import web
from ..accounts.identity import moderator
from ..articles.queries import all_articles
from .case_actions import claim, release
from .labels import DONE_LABELS
from .models import Act, Decision, Waits
from .queries import Waiting, open_cases
from .queue_actions import claim_many, decide, decide_many
from .queue_forms import DecisionForm, ManyForm
from .queue_queries import get_waiting
from .telling import Decided, ToldDecision
from .views import case_words, filled, kind_asked_for, letters, moderation, shown

TELLS_NOBODY = {Act.DISMISS}


@moderation.get("/cases/<number:case>")
def show_case(case: int) -> Response:
    """Show one case."""
    return _case_page(get_waiting(case), None)


@moderation.post("/cases/<number:case>")
def decide_case(case: int) -> Response:
    """Decide about one case."""
    found = get_waiting(case)
    form = DecisionForm(words=found.words, is_appeal=found.kind == Waits.APPEAL)
    if not form.validate_on_submit():
        return _case_page(found, form, status=422)
    told = form.told()
    told = replace(told, note=told.note or _letter(form.letter.data, found))
    return _after(found, decide(case, told, actor=moderator()))


@moderation.post("/cases")
def decide_cases() -> Response:
    """Decide the same about all cases that are chosen, or claim them."""
    form = ManyForm()
    if not form.validate_on_submit():
        flash(" ".join(message for messages in form.errors.values() for message in messages))
        return web.see(_way_back())
    if form.press.data == "claim":
        results = claim_many([case_id for case_id, _seen in form.cases()], actor=moderator())
        flash(_("You look at them for the next half an hour."))
    else:
        results = decide_many(_told_of_each(form), actor=moderator())
        number = sum(result.act is not None for result in results)
        flash(ngettext("One case is decided.", "%(num)s cases are decided.", number))
    for sentence in _faults(results):
        flash(sentence)
    return web.see(_way_back())


@moderation.post("/cases/<number:case>/claim")
def claim_case(case: int) -> Response:
    """Say that one looks at it."""
    claim(case, actor=moderator())
    return _here(case)


@moderation.post("/cases/<number:case>/release")
def release_case(case: int) -> Response:
    """Leave it to others again."""
    release(case, actor=moderator())
    return _here(case)


def _case_page(
    found: Waiting, form: DecisionForm | None, *, status: int = 200, done: str = ""
) -> Response:
    (one,) = shown([found])
    return web.page(
        "moderation/case.html",
        status=status,
        part=("case", "moderation/_case.html"),
        shown=one,
        form=form,
        done=done,
        kind=kind_asked_for(request.values.get("among")),
        **case_words(),
    )


def _after(found: Waiting, decision: Decision) -> Response:
    """Answer a script with what became of the case, and lead everybody else on to the next one."""
    sentence = _(DONE_LABELS[decision.act])
    if decision.person_id is not None and decision.act not in TELLS_NOBODY:
        sentence += " " + _("Its author has been told.")
    still_waits = bool(open_cases(case_ids=[found.id]))
    if not web.wants("case"):
        flash(sentence)
        following = request.form.get("next", "")
        place = found.id if still_waits else following if following.isdecimal() else ""
        return web.see(_way_back() + (f"#case-{place}" if place else "#cases"))
    if still_waits:
        return _case_page(get_waiting(found.id), None, done=sentence)
    return web.page("moderation/_outcome.html", found=found, sentence=sentence)


def _here(case: int) -> Response:
    if web.wants("case"):
        return _case_page(get_waiting(case), None)
    return web.see(_way_back() + f"#case-{case}")


def _way_back() -> str:
    kind = kind_asked_for(request.form.get("among"))
    return url_for("moderation.show_queue", kind=kind)


def _letter(letter_id: str | None, case: Waiting) -> str:
    """Return what the chosen letter says about this case; nothing without one."""
    titles = {article.id: article.title for article in all_articles()}
    chosen = next((letter for letter in letters() if letter.id == letter_id), None)
    if chosen is None:
        return ""
    return chosen.filled(filled(case, titles.get(case.article_id or 0, ""))).text


def _told_of_each(form: ManyForm) -> list[tuple[int, ToldDecision]]:
    """Return the decision about each chosen case, with the letter that goes with its reason."""
    chosen = form.cases()
    waiting = {case.id: case for case in open_cases(case_ids=[each[0] for each in chosen])}
    told = form.told()
    fitting = {letter.reason: letter.id for letter in reversed(letters()) if letter.reason}
    letter = fitting.get(told.reason) if told.reason else None
    return [
        (case_id, replace(told, seen=seen, note=_letter(letter, waiting[case_id])))
        if case_id in waiting
        else (case_id, replace(told, seen=seen))
        for case_id, seen in chosen
    ]


def _faults(results: list[Decided]) -> list[str]:
    return list(dict.fromkeys(_(result.fault) for result in results if result.fault))
