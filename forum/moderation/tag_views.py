"""Making two tags of an article's vocabulary one."""

from flask import Response, flash, url_for
from flask_babel import gettext as _

from .. import web
from ..accounts.identity import moderator
from ..articles.models import Article
from ..articles.queries import all_articles, get_article
from ..errors import N_, NotFound
from ..remedies.models import Cause, Remedy
from ..remedies.queries import causes_of, find_cause, find_remedy, remedies_of
from .merge_actions import merge_duplicates
from .tag_forms import MergeForm
from .views import moderation


@moderation.get("/tags")
def show_tags() -> Response:
    """Show the tags of every article, and what has been merged."""
    return _tags_page(None)


@moderation.post("/tags")
def merge_tags() -> Response:
    """Make one tag of two."""
    form = MergeForm()
    if not form.validate_on_submit():
        return _tags_page(form, status=422)
    article = get_article(form.article.data)
    tag, into = (_tag(article, form.type.data, slug) for slug in (form.tag.data, form.into.data))
    merge_duplicates(tag, into, actor=moderator())
    flash(_("“%(one)s” is one with “%(other)s” now.", one=tag.label, other=into.label))
    return web.see(url_for("moderation.show_tags"))


def _tag(article: Article, type_: str, slug: str) -> Cause | Remedy:
    found = (find_cause if type_ == "cause" else find_remedy)(article.id, slug)
    if found is None:
        raise NotFound(N_("There is nothing called “%(name)s” here."), name=slug[:80])
    return found


def _tags_page(form: MergeForm | None, *, status: int = 200) -> Response:
    lists = [
        (article, type_, sorted(tags, key=lambda tag: tag.label.casefold()))
        for article in all_articles()
        for type_, tags in (
            ("remedy", remedies_of(article.id)),
            ("cause", causes_of(article.id)),
        )
    ]
    return web.page(
        "moderation/tags.html",
        status=status,
        lists=lists,
        form=form or MergeForm(formdata=None),
    )
