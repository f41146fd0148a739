"""What the queue shows of a case: put together from what was read of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..articles.models import Article
from ..board.models import Status
from ..clock import now
from ..screening.findings import REASONS
from .labels import REASON_OF_FINDING
from .letter_source import Letter
from .models import Reason, Waits
from .queries import Waiting
from .queue_queries import Tried
from .telling import Piece, Span, found_spans, mark_of, pieces_of
from .weighing import HARM_OF_REASON, POINT, SPAM_HIDES_AT, is_newcomer


@dataclass(frozen=True)
class Found:
    """A finding with the words that it points at; or the `field` it is in, beside those words."""

    kind: str
    reason: str
    rule: str
    words: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class Shown:
    """A case as a moderator sees it. `suggested` is the reason that speaks most against it."""

    case: Waiting
    article: Article | None
    pieces: Sequence[Piece]
    spans: Sequence[tuple[Span, str]]
    findings: Sequence[Found]
    tried: Sequence[Tried]
    suggested: str | None
    letters: Sequence[Letter]
    is_own: bool
    claimer: str | None
    is_claimed_here: bool

    @property
    def seen(self) -> str:
        """What tells the words that are shown from others."""
        return mark_of(self.case.words)

    @property
    def is_told(self) -> bool:
        """Whether it is about something that somebody has told, and that can be shown or not."""
        return self.case.kind in {Waits.HELD, Waits.FLAGGED}

    @property
    def is_held(self) -> bool:
        """Whether it has not been shown to anybody yet."""
        return self.case.status == Status.HELD

    @property
    def is_hidden(self) -> bool:
        """Whether it was taken off the board."""
        return self.case.status == Status.HIDDEN

    @property
    def is_open(self) -> bool:
        """Whether the one who looks may decide about it."""
        return not self.is_own and (self.claimer is None or self.is_claimed_here)

    @property
    def spam_hides_at(self) -> float | None:
        """At how many points of spam it is hidden, where its author is new."""
        author = self.case.author
        is_new = author is not None and is_newcomer(now() - author.since)
        return SPAM_HIDES_AT / POINT if is_new else None

    @property
    def has_waited_long(self) -> bool:
        """Whether it has waited for a day."""
        return (now() - self.case.opened_at).days >= 1


@dataclass(frozen=True)
class Around:
    """What is needed to show cases, beside them: articles by number, names of moderators, what
    stories say was tried, letters."""

    viewer_id: int
    articles: Mapping[int, Article]
    names: Mapping[int, str]
    tried: Mapping[int, Sequence[Tried]]
    letters: Sequence[Letter]


def show(case: Waiting, around: Around, *, at: datetime) -> Shown:
    """Return a case as it is shown."""
    spans = found_spans(case.words, case.findings)
    author, appeal = case.author, case.appeal
    is_fresh = case.claimed_by is not None and case.claimed_until and case.claimed_until > at
    is_own = author is not None and author.person_id == around.viewer_id
    decided_herself = appeal is not None and appeal.actor_id == around.viewer_id
    is_story = case.target == "experience" and case.thing_id is not None
    return Shown(
        case=case,
        article=around.articles.get(case.article_id or 0),
        pieces=pieces_of(case.words, spans),
        spans=[((start, end), " ".join(case.words[start:end].split())) for start, end in spans],
        findings=_found_in(case),
        tried=around.tried.get(case.thing_id or 0, ()) if is_story else (),
        suggested=suggested_reason(case),
        letters=around.letters,
        is_own=is_own or decided_herself,
        claimer=around.names.get(case.claimed_by or 0, "") if is_fresh else None,
        is_claimed_here=bool(is_fresh) and case.claimed_by == around.viewer_id,
    )


def suggested_reason(case: Waiting) -> str | None:
    """Return the gravest reason that its findings and its open flags give, if any."""
    flagged = [Reason(flag.reason) for flag in case.flags if flag.outcome is None]
    found = [REASON_OF_FINDING.get(finding["kind"]) for finding in case.findings]
    reasons = [*flagged, *(reason for reason in found if reason is not None)]
    return max(reasons, key=HARM_OF_REASON.__getitem__, default=None)


def _found_in(case: Waiting) -> list[Found]:
    """Return what was found, what is of one kind and place together."""
    alike: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for finding in case.findings:
        place = str(finding["kind"]), str(finding.get("field", ""))
        alike.setdefault(place, []).append(finding)
    return [
        Found(
            kind=kind,
            reason=next((sentence for known, sentence in REASONS.items() if known == kind), ""),
            rule=", ".join(str(finding.get("rule", "")) for finding in findings),
            field=field,
            words=tuple(
                " ".join(case.words[start:end].split())
                for start, end in found_spans(case.words, findings)
            ),
        )
        for (kind, field), findings in alike.items()
    ]
