"""Screening a text: what in it may hurt somebody, why, and which words say so. Pure.

Takes time proportional to the length of the text, whatever it says. Nothing here knows a list:
what is looked for stands in `content/screening/` and in the vocabulary of the article.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .contexts import Contexts
from .doses import MOST_DOSES, find_doses
from .features import Features, of_the_whole, sentences_of
from .findings import GRAVITY, PUBLIC, Finding, Kind, Outcome, Screened
from .learned import (
    EXCUSED_BELOW,
    HELD_FROM,
    HELD_FROM_OTHERWISE,
    NOTICED_FROM,
    NOTICED_WHERE_HELD,
    Judged,
)
from .links import find_links, is_trusted
from .lists import Entry, Lists
from .normalising import Folded, Span, without_marks
from .personal import find_births, find_contacts, find_names, find_places, find_spoken_numbers
from .phrases import Hit
from .source import RuleSource
from .spelling import Token, tokens_of

SHORT_KINDS = frozenset({"name", "remedy"})
"""Kinds of text that are a few words by their nature."""

_FEWEST_REPEATED = 20
_LEAST_VARIETY = 0.15
_FEWEST_OF_ONE = 4
_VOWELS = frozenset("aeiouy")
_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z][^a-z0-9]{1,3}){7,40}[a-z](?![a-z0-9])")
_NUMBERED = re.compile(r"(?<![a-z0-9])[a-z]+[0-9]+[a-z][a-z0-9]*")
_FEWEST_CUT = 3
_HYPHENS = re.compile(r"[a-z]-[a-z]")
_MOST_HYPHENS = 3
_DRAWN_OUT = re.compile(r"([a-z])\1\1")
_SCIENTIFIC = frozenset("µμαβγΩω")
_LONGEST_WORD = 60
_MOST_SPANS = 20
_MOST_LINKS = 200


@dataclass(frozen=True)
class _Read:
    """A text as the checks see it."""

    lists: Lists
    kind: str
    folded: Folded
    cleaned: Folded
    tokens: Sequence[Token]
    hits: Sequence[tuple[Entry, Hit]]
    contexts: Contexts

    def span(self, hit: Hit) -> Span:
        tokens = self.tokens[hit.first : hit.last + 1]
        starts = min(token.start for token in tokens)
        return Span(starts, max(token.end for token in tokens))


def screen(
    text: str, *, tags: Collection[str] = (), kind: str = "experience", lists: Lists
) -> Screened:
    """Return what is found in a text of this kind, and in the causes and remedies chosen for it."""
    read = _read(text, kind, lists)
    findings = _by_lists(read, tags)
    if lists.learned:
        judged = lists.learned.judge(_sentences(read), of_the_whole(map(_summary, findings)))
        findings = [*_weighed(findings, judged, lists), *_by_learning(read, findings, judged)]
    if kind in SHORT_KINDS:
        findings += _by_turning_round(text, kind, lists)
    findings.sort(key=lambda finding: -GRAVITY[finding.outcome])
    return Screened(tuple(findings))


def features_of(text: str, kind: str, tags: Collection[str], lists: Lists) -> frozenset[str]:
    """Return everything that the learned reading sees of a text."""
    read = _read(text, kind, lists)
    whole = of_the_whole(map(_summary, _by_lists(read, tags)))
    return frozenset(whole).union(*_sentences(read))


def fingerprint(text: str, *, lists: Lists) -> str:
    """Return what two texts have in common that say the same in the same words."""
    tokens = tokens_of(without_marks(lists.folding.fold(text)), lists.dictionary)
    return hashlib.sha256(" ".join(token.word for token in tokens).encode()).hexdigest()


def _read(text: str, kind: str, lists: Lists) -> _Read:
    folded = lists.folding.fold(text)
    cleaned = without_marks(folded)
    tokens = lists.terms.apply(tokens_of(cleaned, lists.dictionary))
    hits = [(lists.entries[hit.phrase], hit) for hit in lists.matcher.find(tokens)]
    said = [(entry.context, hit) for entry, hit in hits if entry.context]
    contexts = Contexts(tokens, cleaned, said, lists.matcher)
    return _Read(lists, kind, folded, cleaned, tokens, hits, contexts)


def _by_lists(read: _Read, tags: Collection[str]) -> list[Finding]:
    return [
        *_by_rules(read),
        *_by_doses(read),
        *_by_links(read),
        *_by_personal_data(read),
        *_by_shape(read),
        *_by_notices(read, tags),
    ]


def _summary(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.kind, finding.outcome


def _sentences(read: _Read) -> list[Features]:
    hits = [
        (entry.rule.id, hit.last) for entry, hit in read.hits if entry.rule and not entry.is_also
    ]
    return sentences_of(read.tokens, read.lists.meanings, hits)


def _weighed(findings: Sequence[Finding], judged: Judged, lists: Lists) -> Iterator[Finding]:
    """Yield the findings, the soft ones as notices where the text is surely clean."""
    for finding in findings:
        is_soft = finding.outcome not in PUBLIC and finding.rule in lists.soft
        if is_soft and judged.score < EXCUSED_BELOW:
            if finding.notices:
                yield replace(finding, outcome=Outcome.NOTICE)
        else:
            yield finding


def _by_learning(read: _Read, findings: Sequence[Finding], judged: Judged) -> Iterator[Finding]:
    """Yield what is found in a text because texts like it were found to do harm."""
    is_held = any(finding.outcome not in PUBLIC for finding in findings)
    if read.kind in SHORT_KINDS:
        return
    if not is_held and judged.score > HELD_FROM.get(judged.kind, HELD_FROM_OTHERWISE):
        is_held = True
        spans = _tidy(read.tokens[place].span for place in judged.places)
        yield Finding(judged.kind, Outcome.HOLD, spans, "learned")
    known = {trigger.id for trigger in read.lists.triggers}
    known -= {notice for finding in findings for notice in finding.notices}
    for notice, score in judged.notices.items():
        if notice in known and score > (NOTICED_WHERE_HELD if is_held else NOTICED_FROM):
            yield Finding(Kind.SAFETY, Outcome.NOTICE, (), f"learned-{notice}", (notice,))


def _by_rules(read: _Read) -> Iterator[Finding]:
    also: dict[str, list[Hit]] = {}
    found: dict[tuple[str, Outcome], tuple[RuleSource, list[Hit]]] = {}
    for entry, hit in read.hits:
        if entry.rule and entry.is_also:
            also.setdefault(entry.rule.id, []).append(hit)
    for entry, hit in read.hits:
        rule = entry.rule
        if rule is None or entry.is_also or (rule.kinds and read.kind not in rule.kinds):
            continue
        others = also.get(rule.id, [])
        others = [other for other in others if other.first != hit.first]
        near = [other for other in others if read.contexts.is_near(hit, other, rule.within)]
        if (rule.also and not near) or read.contexts.excuses(hit, rule.silent):
            continue
        outcome = rule.outcome
        if read.contexts.excuses(hit, rule.unless):
            outcome = rule.otherwise
        if outcome != Outcome.OK:
            found.setdefault((rule.id, outcome), (rule, []))[1].extend([hit, *near[:1]])
    for (_, outcome), (rule, hits) in found.items():
        spans = _tidy(read.span(hit) for hit in hits)
        yield Finding(rule.finding, outcome, spans, rule.id, tuple(rule.notices))


def _by_doses(read: _Read) -> Iterator[Finding]:
    lists = read.lists
    if not lists.limits:
        return
    others = lists.group("medicine") | lists.group("supplement")
    doses = find_doses(read.tokens, lists.substances, others)
    if len(doses) >= MOST_DOSES:
        whole = Span(0, len(read.folded.original))
        yield Finding(Kind.THIN, Outcome.HOLD, (whole,), "amounts")
    for dose in doses:
        limit = lists.limits[dose.substance]
        if dose.milligrams <= limit.milligrams:
            continue
        hit = Hit(-1, dose.first, dose.last)
        is_held = dose.milligrams >= limit.milligrams * limit.hold_from
        is_held = is_held or read.contexts.excuses(hit, {"urging"})
        excuses = {"denied", "supervised", "regretted", "limit", "food", "advised-against"}
        is_held = is_held and not read.contexts.excuses(hit, excuses)
        outcome = Outcome.HOLD if is_held else Outcome.NOTICE
        if outcome == Outcome.NOTICE and not limit.notices:
            continue
        rule = f"limit-{dose.substance}"
        yield Finding(Kind.OVERDOSE, outcome, (read.span(hit),), rule, limit.notices)


def _by_links(read: _Read) -> Iterator[Finding]:
    links = [
        link.span
        for link in islice(find_links(read.folded, read.lists.endings), _MOST_LINKS)
        if not is_trusted(link.host, read.lists.domains)
    ]
    if links:
        sells = read.kind == "name" or any(
            entry.rule and entry.rule.finding == Kind.COMMERCE for entry, _ in read.hits
        )
        outcome = Outcome.REJECT if sells else Outcome.HOLD
        yield Finding(Kind.LINK, outcome, _tidy(links), "links")


def _by_personal_data(read: _Read) -> Iterator[Finding]:
    lists = read.lists
    relations, common = lists.group("relation"), lists.group("common-names")
    checks = {
        "contacts": [*find_contacts(read.folded), *find_spoken_numbers(read.tokens)],
        "dates-of-birth": list(find_births(read.cleaned, read.tokens)),
        "addresses": list(find_places(read.cleaned, read.tokens, lists.streets)),
        "names": list(find_names(read.cleaned, read.tokens, relations, common)),
    }
    for rule, spans in checks.items():
        if spans:
            yield Finding(Kind.PERSONAL, Outcome.HOLD, _tidy(spans), rule)


def _by_shape(read: _Read) -> Iterator[Finding]:
    """Yield what can be seen without reading: nothing said, said over and over, or hidden."""
    length = len(read.folded.original)
    whole = (Span(0, length),) if length else ()
    words = Counter(token.forms[0] for token in read.tokens)
    total = words.total()
    is_repeated = (
        total >= _FEWEST_REPEATED
        and len(words) < total * _LEAST_VARIETY
        and (words.most_common(1)[0][1] > total / 8)
    )
    is_repeated = is_repeated or (total >= _FEWEST_OF_ONE and len(words) == 1)
    struck = sum(word.isalpha() and len(word) > 2 and not set(word) & _VOWELS for word in words)
    is_struck = struck > 1 and struck * 2 > len(words)
    is_endless = any(len(word) > _LONGEST_WORD for word in words)
    end = read.tokens[-1].folded_end if read.tokens else 0
    is_endless = is_endless or any(map(str.isalnum, read.cleaned.text[end:]))
    is_thin = read.kind not in SHORT_KINDS and total < 2
    if is_thin or is_repeated or is_struck or is_endless:
        yield Finding(Kind.THIN, Outcome.HOLD, whole, "shape")
    text = read.folded.original
    mixed = [] if text.isascii() else _mixed_words(text)
    mixed += [Span(place, place + 1) for place, c in enumerate(text) if c == "\u202e"]
    mixed += [read.cleaned.span(*match.span()) for match in _LETTERS.finditer(read.cleaned.text)]
    mixed += _cut_words(read)
    mixed += _numbered_words(read)
    if len(_HYPHENS.findall(read.cleaned.text)) > max(_MOST_HYPHENS, total / 6):
        mixed += whole
    drawn = sum(1 for token in read.tokens if _DRAWN_OUT.search(read.cleaned.text, *token[5:7]))
    if drawn > max(_MOST_HYPHENS, total / 6):
        mixed += whole
    if mixed:
        yield Finding(Kind.HIDDEN, Outcome.HOLD, _tidy(mixed), "hidden")


def _cut_words(read: _Read) -> list[Span]:
    """Return the words that were written in pieces, if there are too many for a slip."""
    text = read.cleaned.text
    cut = [
        token.span
        for token in read.tokens
        if " " not in token.forms[0]
        and len(token.forms[0]) < token.folded_end - token.folded_start
        and not text[token.folded_start : token.folded_end].replace("'", "").isalnum()
    ]
    return cut if len(cut) >= _FEWEST_CUT else []


def _numbered_words(read: _Read) -> list[Span]:
    """Return the words with digits for letters, if there are too many for names of vitamins."""
    found = [read.cleaned.span(*match.span()) for match in _NUMBERED.finditer(read.cleaned.text)]
    return found if len(found) >= _FEWEST_CUT else []


def _mixed_words(text: str) -> list[Span]:
    """Return the words made of letters of two scripts, which only look like one."""
    found = []
    for match in re.finditer(r"\w+", text):
        word = match.group()
        if word.isascii() or not 1 < len(word) <= _LONGEST_WORD:
            continue
        others = {c for c in word if not c.isascii() and c.isalpha() and c not in _SCIENTIFIC}
        if any("a" <= c.lower() <= "z" for c in word) and any(map(_is_foreign, others)):
            found.append(Span(*match.span()))
    return found


def _is_foreign(character: str) -> bool:
    name = unicodedata.name(character, "").partition(" ")[0]
    return name in {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}


def _by_turning_round(text: str, kind: str, lists: Lists) -> Iterator[Finding]:
    """Yield a finding if a name says something backwards that it may not say; in what is longer,
    words give that away."""
    found = _by_lists(_read(text[::-1], kind, lists), ())
    said = (finding for finding in found if finding.kind not in {Kind.HIDDEN, Kind.THIN})
    if any(GRAVITY[finding.outcome] >= GRAVITY[Outcome.HOLD] for finding in said):
        yield Finding(Kind.HIDDEN, Outcome.HOLD, (Span(0, len(text)),), "turned-round")


def _by_notices(read: _Read, tags: Collection[str]) -> Iterator[Finding]:
    """Yield the notices of the vocabulary that its patterns and the chosen tags call for."""
    for trigger in read.lists.triggers:
        if set(trigger.tags) & set(tags):
            yield Finding(Kind.SAFETY, Outcome.NOTICE, (), f"tag-{trigger.id}", (trigger.id,))
    for notice, pattern in read.lists.patterns:
        match = pattern.search(read.cleaned.text)
        if match is None or match.start() == match.end():
            continue
        first, last = _words_at(read.tokens, *match.span())
        if not read.contexts.excuses(Hit(-1, first, last), {"denied", "advised-against"}):
            span = read.cleaned.span(*match.span())
            yield Finding(Kind.SAFETY, Outcome.NOTICE, (span,), f"pattern-{notice}", (notice,))


def _words_at(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    inside = [place for place, token in enumerate(tokens) if start <= token.folded_start < end]
    return (inside[0], inside[-1]) if inside else (0, 0)


def _tidy(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in their order, those that touch made one."""
    tidy: list[Span] = []
    for span in sorted(spans):
        if tidy and span.start <= tidy[-1].end:
            tidy[-1] = Span(tidy[-1].start, max(tidy[-1].end, span.end))
        else:
            tidy.append(span)
    return tuple(tidy[:_MOST_SPANS])
