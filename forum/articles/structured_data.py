"""What the page of an article says, for machines: nothing that its readers do not see. Pure."""

from collections.abc import Sequence

from ..json_ld import Data, breadcrumbs, graph, words_of
from .models import Article
from .queries import SectionText
from .reference_source import cited_in
from .text_source import REFERENCES_SLUG


def article_data(
    article: Article, sections: Sequence[SectionText], *, home: str, site: str
) -> Data:
    """Return the article, the questions that it answers, and the way to it; `home` is where the
    addresses of the site called `site` begin."""
    address = f"{home}/articles/{article.slug}"
    parts = [
        _page(article, sections, address, {"@type": "Organization", "name": site, "url": home})
    ]
    questions = [section for section in sections if section.title.endswith("?")]
    if questions:
        parts.append(_questions(questions, address))
    way = [(site, f"{home}/"), (article.title, address)]
    return graph(*parts, breadcrumbs(way))


def _page(article: Article, sections: Sequence[SectionText], address: str, publisher: Data) -> Data:
    page: Data = {
        "@type": "MedicalWebPage",
        "@id": address,
        "url": address,
        "headline": article.title,
        "description": article.lede,
        "inLanguage": article.language,
        "about": {"@type": "MedicalCondition", "name": article.topic},
        "image": f"{address}/share.png",
        "datePublished": article.published_at.isoformat(timespec="seconds"),
        "lastReviewed": article.reviewed_on.isoformat(),
        "isAccessibleForFree": True,
        "publisher": publisher,
        "citation": [
            {"@type": "CreativeWork", "name": cited.citation}
            | ({"url": cited.address} if cited.address else {})
            for section in sections
            if section.slug == REFERENCES_SLUG
            for cited in cited_in(section.html)
        ],
    }
    if article.reviewed_by:
        page["reviewedBy"] = {"@type": "Person", "name": article.reviewed_by}
    return page


def _questions(sections: Sequence[SectionText], address: str) -> Data:
    return {
        "@type": "FAQPage",
        "@id": f"{address}#questions",
        "mainEntity": [
            {
                "@type": "Question",
                "name": section.title,
                "url": f"{address}#{section.slug}",
                "acceptedAnswer": {"@type": "Answer", "text": words_of(section.html)},
            }
            for section in sections
        ],
    }
