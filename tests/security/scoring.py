"""Scores the security of an answer as Mozilla's HTTP Observatory does (mdn-http-observatory 1.6).

From 100 points, with penalties; bonuses count where 90 points are reached without them. What
software cannot have by itself, a place on the browsers' list for HTTPS, is left out.
"""

import re
from collections.abc import Mapping, Sequence

SIX_MONTHS = 15_768_000
GOOD_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
GOOD_OPENERS = {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}
_RULE = re.compile(r"[^;\s][^;]*")
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "data:", "*", "https:", "http:"}


def score(headers: Mapping[str, str], cookies: Sequence[str], html: str) -> int:
    """Return the points of an answer, by its headers, its Set-Cookie lines and its page."""
    text = headers.get("Content-Security-Policy", "")
    policy = policy_of(text)
    findings = [
        _policy_points(policy, is_twice=len(policy) < len(_RULE.findall(text))),
        _cookie_points(cookies),
        _transport_points(headers.get("Strict-Transport-Security", "")),
        _sharing_points(headers),
        _script_points(html),
        0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        _referrer_points(headers.get("Referrer-Policy", "")),
        5 if policy.get("frame-ancestors") or headers.get("X-Frame-Options") == "DENY" else -20,
        10 if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0,
        10 if headers.get("Cross-Origin-Opener-Policy") in GOOD_OPENERS else 0,
        10 if headers.get("Cross-Origin-Embedder-Policy") in {"require-corp", "credentialless"}
        else 0,
    ]  # fmt: skip
    basic = 100 + sum(points for points in findings if points < 0)
    return max(0, basic + (sum(filter(_is_bonus, findings)) if basic >= 90 else 0))


def policy_of(text: str) -> dict[str, list[str]]:
    """Return the rules of a content policy. Browsers take the first, where one is there twice."""
    rules: dict[str, list[str]] = {}
    for rule in filter(None, (part.split() for part in text.split(";"))):
        rules.setdefault(rule[0].lower(), rule[1:])
    return rules


def _is_bonus(points: int) -> bool:
    return points > 0


def _policy_points(policy: Mapping[str, Sequence[str]], *, is_twice: bool) -> int:
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    if UNSAFE & set(scripts) or UNSAFE & set(policy.get("object-src", scripts)):
        return -20
    if is_twice or "'unsafe-inline'" in policy.get("style-src", []):
        return 0
    return 10 if policy.get("default-src") == ["'none'"] else 5


def _cookie_points(cookies: Sequence[str]) -> int:
    points = []
    for cookie in cookies:
        marks = {mark.strip().lower() for mark in cookie.split(";")[1:]}
        same_site = next((mark for mark in marks if mark.startswith("samesite=")), "")
        points.append(5 if same_site in {"samesite=lax", "samesite=strict"} else -20)
        points.append(-30 if "httponly" not in marks else 5)
        points.append(-40 if "secure" not in marks else 5)
    return min(points, default=0)


def _transport_points(value: str) -> int:
    found = re.search(r"max-age=(\d+)", value)
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def _sharing_points(headers: Mapping[str, str]) -> int:
    origin = headers.get("Access-Control-Allow-Origin")
    has_credentials = headers.get("Access-Control-Allow-Credentials") == "true"
    return -50 if origin and has_credentials else 0


def _referrer_points(value: str) -> int:
    if not value:
        return 0
    return 5 if value in GOOD_REFERRERS else -5


def _script_points(html: str) -> int:
    """Every script is one of ours and carries its digest; none stands in the page itself."""
    scripts = re.findall(r"<script\b([^>]*)>", html)
    if any(re.search(r'src="(?:https?:)?//', script) for script in scripts):
        return -50 if any("integrity=" not in script for script in scripts) else 5
    return 5 if scripts and all("integrity=" in script for script in scripts) else 0
