"""`flask forum ...`: what publishers and operators do from a terminal; thin calls."""

import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

import config

from .accounts.addresses import normal
from .accounts.member_actions import promote as promote_member
from .accounts.member_queries import get_by_address
from .accounts.models import Role
from .articles.queries import all_articles, get_article
from .board.count_actions import recount
from .content import ContentError
from .database import is_up_to_date
from .demonstration.actions import tell
from .demonstration.fill_actions import fill
from .demonstration.invention import MOST_SENTENCES
from .demonstration.source import Demonstration, read_demonstration
from .errors import ForumError
from .mail.worker import work
from .moderation import gate
from .remedies.actions import Published
from .remedies.actions import publish as publish_content
from .remedies.source import Content, read_content
from .rights.erase_actions import Choice, erase
from .rights.retention_actions import retain
from .screening.corpus_source import Result, figures_of, read_corpus, screen_all
from .screening.example_source import learn_from
from .screening.findings import Screened
from .screening.learned_source import LEARNED, text_of
from .screening.lists import Lists, Trigger
from .screening.screening import screen
from .screening.source import read_screening

DEMONSTRATION = config.ROOT / "content" / "leg-cramps"
SCREENING = config.ROOT / "content" / "screening"
MOST_LINES = 40
NOT_SET_UP = "The database is not set up, or not up to date: run `flask forum init` first."

forum = AppGroup("forum", help="Run this forum: set it up, publish, try it out.")


@forum.command()
def init() -> None:
    """Set up the database, or bring it up to date. The site starts empty."""
    made = _make_secret_key()
    with _plain_errors(is_set_up=False):
        _upgrade()
    click.echo(f"The database is ready: {current_app.config['DATABASE_URL']}")
    if made:
        click.echo(f"A secret key was written to {made}. Keep it to yourself, and in your backup.")
    click.echo("Next: flask forum publish content/<your article>")


@forum.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def publish(folder: Path) -> None:
    """Check the article in FOLDER and publish it, with its vocabulary and references.

    Nothing changes if there is a mistake; publishing the same again changes nothing either.
    """
    with _plain_errors():
        published = publish_content(read_content(folder))
    click.echo(_summary_of(published))


@forum.command("recount")
@click.argument("articles", metavar="[ARTICLE]...", nargs=-1)
def recount_articles(articles: tuple[str, ...]) -> None:
    """Rebuild every count of ARTICLE's board, or of all boards, and say what differed."""
    with _plain_errors():
        chosen = [get_article(slug) for slug in articles] or all_articles()
        miscounts = [line for article in chosen for line in recount(article.id)]
    for miscount in miscounts[:MOST_LINES]:
        click.echo(str(miscount))
    if len(miscounts) > MOST_LINES:
        click.echo(f"... and {len(miscounts) - MOST_LINES} more.")
    click.echo(f"{len(miscounts)} differed." if miscounts else "Nothing differed.")


@forum.command("retain")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def let_go(dry_run: bool) -> None:
    """Let go of everything that has been kept for as long as it is needed."""
    with _plain_errors():
        for clock, rows in retain(dry_run=dry_run):
            click.echo(f"{clock.name}: {rows} {'would go' if dry_run else 'gone'}")


@forum.command()
@click.option(
    "--experiences",
    "number",
    default=0,
    type=click.IntRange(min=0),
    help="Invent this many more, for measuring.",
)
def demo(number: int) -> None:
    """Set up a demonstration: the article on leg cramps, with invented stories.

    With --experiences, a board of any size to measure. Refuses a board that people write on.
    """
    with _plain_errors(is_set_up=False):
        _upgrade()
        content = read_content(DEMONSTRATION)
        demonstration = read_demonstration(
            DEMONSTRATION,
            causes={cause.slug for cause in content.vocabulary.causes},
            remedies={remedy.slug: remedy.use for remedy in content.vocabulary.remedies},
        )
        article = publish_content(content).article
        told = tell(article, demonstration, gate.lists_for(article.id))
        click.echo(f"{told} invented stories told on /articles/{article.slug}.")
        if number:
            _fill(article.id, number, demonstration)


@forum.command()
@click.argument("address")
@click.option(
    "--role",
    required=True,
    type=click.Choice([str(role) for role in Role if role != Role.GUEST]),
    help="What she is from now on.",
)
def promote(address: str, role: str) -> None:
    """Make the member with this e-mail ADDRESS a moderator, a publisher, or a member again.

    She is signed out everywhere. Moderating takes a second factor; signing in leads her there.
    """
    with _plain_errors():
        person = promote_member(normal(address), Role(role))
    click.echo(f"{person.name} is a {role} now, and has to sign in again.")
    if role != Role.MEMBER and not person.has_second_factor:
        click.echo("She can moderate once she has set up a second factor.")


@forum.command("erase")
@click.argument("address")
@click.option("--keep-words", is_flag=True, help="Leave her words, without her.")
@click.confirmation_option(prompt="What is erased is gone for good. Go on?")
def erase_person(address: str, keep_words: bool) -> None:
    """Erase what is held on the person with this e-mail ADDRESS, who has asked for it.

    She can do so herself at /account/erase, unless she has been banned.
    """
    with _plain_errors():
        person = get_by_address(normal(address))
        choice = Choice.KEEP_WORDS if keep_words else Choice.EVERYTHING
        erase(person.id, choice, mails=Path(current_app.config["MAIL_FOLDER"]))
    click.echo("Erased.")


@forum.command("screen")
@click.option("--corpus", type=click.Path(path_type=Path), help="Hold screening against a file.")
@click.option("--learn", "learns", is_flag=True, help="Learn anew from the examples.")
@click.option("--text", help="Screen this text; without it, what stands on standard input.")
@click.option("--kind", default="experience", help="experience, comment, name or remedy.")
@click.option(
    "--article",
    "folder",
    default=DEMONSTRATION,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The article whose safety notices apply.",
)
def screen_texts(
    corpus: Path | None, learns: bool, text: str | None, kind: str, folder: Path
) -> None:
    """Say what screening finds in a text, or in each case of a corpus that is handled otherwise.

    Ends with 1 if any case of the corpus was handled otherwise than it expects. With --learn,
    learns from content/screening/examples and writes content/screening/learned.json.
    """
    with _plain_errors():
        lists = Lists(
            read_screening(SCREENING, is_to_learn=learns), _triggers_of(read_content(folder))
        )
        if learns:
            learned = learn_from(SCREENING, lists)
            (SCREENING / LEARNED).write_text(text_of(learned), encoding="utf-8")
            click.echo(f"Learned {len(learned.features)} features for {len(learned.heads)} heads.")
            return
        results = screen_all(read_corpus(corpus), lists) if corpus else []
    if corpus is None:
        words = text if text is not None else sys.stdin.read()
        click.echo("\n".join(_lines_of(screen(words, kind=kind, lists=lists), words)))
        return
    wrong = [result for result in results if not result.is_as_expected]
    for result in wrong:
        click.echo("\n".join(_lines_of_case(result)))
    click.echo("\n".join(figures_of(results)))
    if wrong:
        raise SystemExit(1)


@forum.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--beside", type=int, help="End with this process, which has started the work.")
def work_on(once: bool, beside: int | None) -> None:
    """Send the mail that waits, and do what is due again and again, until it is ended."""
    with _plain_errors():
        if not is_up_to_date():
            raise click.ClickException(NOT_SET_UP)
        work(current_app._get_current_object(), once=once, beside=beside)  # type: ignore[attr-defined]


def _triggers_of(content: Content) -> list[Trigger]:
    return [
        Trigger(
            notice.id,
            notice.match,
            notice.patterns,
            [*notice.trigger_causes, *notice.trigger_remedies],
        )
        for notice in content.vocabulary.safety_notices
    ]


def _lines_of_case(result: Result) -> list[str]:
    case = result.case
    expected = ", ".join([case.expected, *case.expected_notices])
    return [
        f"{case.id}: {case.text}",
        f"  expected {expected}",
        *_lines_of(result.screened, case.text),
    ]


def _lines_of(screened: Screened, text: str) -> list[str]:
    lines = ["  " + ", ".join([f"handled {screened.handling}", *screened.notices])]
    for finding in screened.findings:
        words = "; ".join(" ".join(text[start:end].split()) for start, end in finding.spans)
        lines.append(f"  {finding.outcome} {finding.kind} ({finding.rule}): {words}")
    return lines


def _upgrade() -> None:
    """Run the migrations that are missing; then count anew what they may have emptied."""
    from flask_migrate import upgrade  # takes ten megabytes, and servers load this file too

    if is_up_to_date():
        return
    upgrade()
    for article in all_articles():
        if number := len(recount(article.id)):
            click.echo(f"/articles/{article.slug} was counted anew: {number} counts differed.")


def _fill(article_id: int, number: int, demonstration: Demonstration) -> None:
    stories = " ".join(told.story for told in demonstration.experiences)
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", stories) if len(s) > 15]
    if len(sentences) < MOST_SENTENCES:
        raise click.ClickException("The stories have too few sentences to invent more of them.")
    with click.progressbar(length=number, label=f"Inventing {number} more") as bar:
        fill(article_id, number, sentences=sentences, progress=bar.update)
    click.echo(f"{get_article('leg-cramps').experience_count} experiences are on the board.")


def _make_secret_key() -> Path | None:
    """Write a secret key if none is set; return where."""
    if current_app.config["SECRET_KEY"] != config.DEFAULT_SECRET_KEY:
        return None
    path = Path(current_app.instance_path) / "secret_key"
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48) + "\n")
    return path


def _summary_of(published: Published) -> str:
    name = f"/articles/{published.article.slug}"
    if not published.is_changed:
        return f"{name} is published as it stands: nothing has changed."
    lines = [
        f"  {part}: {len(d.added)} added, {len(d.changed)} changed, {len(d.removed)} removed"
        for part, d in published.differences.items()
        if d
    ]
    return "\n".join([f"{name} is published.", *lines])


@contextmanager
def _plain_errors(*, is_set_up: bool = True) -> Iterator[None]:
    """Show mistakes in content and trouble with the database as lines, not as a traceback."""
    try:
        yield
    except (ContentError, ForumError) as error:
        raise click.ClickException(str(error)) from error
    except DBAPIError as error:
        # Only the first line: what PostgreSQL says below may quote what people wrote.
        sentence = f"The database cannot be used: {str(error.orig).partition(chr(10))[0]}"
        if is_set_up and not _has_been_set_up():
            sentence = NOT_SET_UP
        raise click.ClickException(sentence) from error


def _has_been_set_up() -> bool:
    try:
        return is_up_to_date()
    except DBAPIError:
        return True  # nobody knows: it cannot even be asked
