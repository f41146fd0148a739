"""Every setting of the site: its name in the environment, its default, and what it does.

Nothing else in the project reads the environment. `docs/settings.md` is held against
this list by a test.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
DEFAULT_SECRET_KEY = "change-me: known to everybody who has read the source"
MEGABYTE = 1024 * 1024
LIKELY_COUNTRIES = {"en": "GB", "de": "DE", "fr": "FR", "es": "ES", "nl": "NL"}
OWN_HOSTS = {"localhost", "127.0.0.1", "::1"}


def _words(value: str) -> list[str]:
    return [word for word in value.replace(",", " ").split() if word]


def _switch(value: str) -> bool:
    return value.strip().lower() in {"1", "yes", "true", "on"}


@dataclass(frozen=True)
class Setting:
    """One setting: `read` turns the text of the environment into the value."""

    name: str
    default: Any
    read: Callable[[str], Any]
    about: str


SETTINGS = (
    Setting("SECRET_KEY", DEFAULT_SECRET_KEY, str, "Signs cookies and forms. At least 32 random characters; `flask forum init` makes one if there is none."),
    Setting("SECRET_KEY_FALLBACKS", [], _words, "Earlier secret keys that still count, while a key is being changed."),
    Setting("DATABASE_URL", "sqlite:///forum.db", str, "Where everything is kept. A SQLite file (a relative name lies in `instance/`) or `postgresql://...`."),
    Setting("DATABASE_TIMEOUT", 5.0, float, "Seconds a write waits for the database before the reader is asked to try again."),
    Setting("DATABASE_CONNECTIONS", 8, int, "Most connections one process opens."),
    Setting("DEMONSTRATION", False, _switch, "Serves invented stories: every page says so, and no secret key is asked for."),
    Setting("SITE_NAME", "Eased", str, "The name in the masthead and in titles."),
    Setting("LANGUAGE", "en", str, "The language of the interface."),
    Setting("COUNTRY", "", lambda text: text.strip().upper(), "Whose emergency numbers and regulator readers are shown, as two letters: GB. Unset, the region of LANGUAGE (`en_US`), else the country that its language suggests: en GB, de DE, fr FR, es ES, nl NL."),
    Setting("HELP_FILE", "content/help/countries.json", str, "The file that holds those numbers and regulators, by country."),
    Setting("TIME_ZONE", "UTC", str, "The zone in which dates are shown."),
    Setting("HTTPS", False, _switch, "The site is reached over https: cookies become Secure, and browsers are told to come back over https only."),
    Setting("TRUSTED_HOSTS", None, _words, "The host names the site answers to. Unset: any."),
    Setting("TRUSTED_PROXIES", 0, int, "How many reverse proxies stand in front; their X-Forwarded headers are believed."),
    Setting("EDIT_MINUTES", 15, int, "How long the words of an experience or a comment can be changed by their author."),
    Setting("POSTS_A_MINUTE", 2, int, "How many experiences and comments one person may post within a minute, and all guests of one network together; 0: any number."),
    Setting("POSTS_AN_HOUR", 20, int, "The same within an hour."),
    Setting("PRESSES_A_MINUTE", 30, int, "How often one person, and all guests of one network together, may vote, report the same or flag within a minute; 0: any number."),
    Setting("PRESSES_AN_HOUR", 300, int, "The same within an hour."),
    Setting("FORM_SECONDS", None, int, "How many seconds a form for a story or a comment must have been open before it is taken: machines are faster. Unset: 3, in a demonstration 0."),
    Setting("PROOF_OF_WORK", False, _switch, "Lets the browsers of guests do a little arithmetic before a story or a comment is shown at once. What comes without is held for a moderator."),
    Setting("FORM_HOURS", 24, int, "How long a form may stay open before it has to be sent a second time."),
    Setting("SITE_URL", "", str, "The address of the site, as it stands in mails, feeds, the sitemap and what others embed: https://forum.example.org. Needed as soon as mail is sent; in a demonstration it is guessed for mails. Unset, feeds and the like use the address that they were asked for."),
    Setting("MAIL_SERVER", "", str, "The SMTP server that sends mail, `host` or `host:port`. Unset: mails are put into `instance/mail/` as files, and shown at /account/mail in a demonstration."),
    Setting("MAIL_USER", "", str, "The name to sign in with at that server; none if unset."),
    Setting("MAIL_PASSWORD", "", str, "The password that goes with it."),
    Setting("MAIL_SECURITY", "starttls", str, "How the way to the server is protected: `starttls`, `tls`, or `none` on the same machine."),
    Setting("MAIL_FROM", "Eased <forum@localhost>", str, "Whom mails come from."),
    Setting("SCREENING", "content/screening", str, "The folder of the lists against which everything that people write is held."),
    Setting("SEARCH_WORDS", "content/search.json", str, "The file that says how people type into the search: words that say nothing, and what others mean."),
    Setting("HOLD_FIRST", None, int, "How many stories of somebody new wait for a moderator before others read them. Unset: 2, and none in a demonstration."),
    Setting("KEPT_PAGES_MB", 64, int, "How many megabytes of finished pages each process keeps for visitors, who are answered from them; 0: none."),
    Setting("VALKEY_URL", "", str, "A Valkey or Redis server that all processes share finished pages through: redis://127.0.0.1:6379/0. Unset: each process makes its own. It needs no care: without it pages are only made more often."),
    Setting("CACHE_SECONDS", 1, int, "How many seconds a proxy or a CDN in front may show a page before it asks whether it has changed, and as long again while it asks."),
    Setting("LOG_LEVEL", "INFO", str, "How much is logged: DEBUG, INFO, WARNING or ERROR."),
)  # fmt: skip


class SettingError(Exception):
    """A setting that cannot be used; the sentence says which and why."""


def load(environ: Mapping[str, str], *, instance: Path = ROOT / "instance") -> dict[str, Any]:
    """Return the values of all SETTINGS, by name. Raises SettingError for one that cannot be read.

    A secret key that `flask forum init` has written to `instance/secret_key` is used where
    the environment has none.
    """
    values = {}
    for setting in SETTINGS:
        text = environ.get(setting.name, "")
        try:
            values[setting.name] = setting.read(text) if text else setting.default
        except ValueError as error:
            raise SettingError(f"{setting.name}={text!r} cannot be read: {error}") from error
    kept = instance / "secret_key"
    if values["SECRET_KEY"] == DEFAULT_SECRET_KEY and kept.is_file():
        values["SECRET_KEY"] = kept.read_text().strip()
    return values


def flask_config(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Flask and its extensions read, made from our settings."""
    https = values["HTTPS"]
    form_seconds = 0 if values["DEMONSTRATION"] else 3
    return {
        **values,
        # SITE_URL as it was set, never guessed: what the addresses begin with that others keep.
        "HOME": values["SITE_URL"].rstrip("/"),
        "COUNTRY": values["COUNTRY"] or likely_country(values["LANGUAGE"]),
        "HELP_FILE": str(ROOT / values["HELP_FILE"]),
        "FORM_SECONDS": form_seconds if values["FORM_SECONDS"] is None else values["FORM_SECONDS"],
        "MIGRATIONS": str(ROOT / "migrations"),
        "SCREENING": str(ROOT / values["SCREENING"]),
        "SEARCH_WORDS": str(ROOT / values["SEARCH_WORDS"]),
        "HOLD_FIRST": _hold_first(values),
        "MAIL_FOLDER": values.get("MAIL_FOLDER", str(ROOT / "instance" / "mail")),
        "SQLALCHEMY_DATABASE_URI": _with_driver(values["DATABASE_URL"]),
        "GUEST_COOKIE_NAME": "__Host-guest" if https else "guest",
        "ACCOUNT_COOKIE_NAME": "__Host-account" if https else "account",
        "SESSION_COOKIE_NAME": "__Host-session" if https else "session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        # A field of 100,000 characters in any script must still come back to its writer.
        "MAX_CONTENT_LENGTH": 2 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": int(timedelta(hours=values["FORM_HOURS"]).total_seconds()),
        # web.py decides when a token is asked for; a missing Referer is no reason to refuse.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": values["LANGUAGE"],
        "BABEL_DEFAULT_TIMEZONE": values["TIME_ZONE"],
    }


def _hold_first(values: Mapping[str, Any]) -> int:
    if values["HOLD_FIRST"] is not None:
        return int(values["HOLD_FIRST"])
    return 0 if values["DEMONSTRATION"] else 2


def likely_country(language: str) -> str:
    """Return the country that readers of this language are likely to be in; nothing where it
    may be any."""
    region = re.fullmatch(r"[a-z]{2,3}(?:[_-][A-Za-z]{4})?[_-]([A-Za-z]{2})", language)
    return region[1].upper() if region else LIKELY_COUNTRIES.get(language, "")


def mail_mistake(values: Mapping[str, Any]) -> str | None:
    """Return a sentence about what would keep mails from arriving, or their links from working."""
    address = parseaddr(values["MAIL_FROM"])[1]
    if values["MAIL_SECURITY"] not in {"starttls", "tls", "none"}:
        return "MAIL_SECURITY is none of `starttls`, `tls` and `none`."
    if "@" not in address.strip("@") or not address.isascii():
        return "MAIL_FROM holds no address. It looks like: Eased <forum@example.org>"
    if not values["MAIL_SERVER"]:
        return None
    try:
        parts = urlsplit("//" + values["MAIL_SERVER"])
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        return "MAIL_SERVER is none of `host` and `host:port`."
    if not re.fullmatch(r"https?://[^\s/]+/?", values["SITE_URL"]):
        return (
            "SITE_URL is not set, and mail is to be sent: its links need the address of the site. "
            "It looks like: https://forum.example.org"
        )
    if values["MAIL_SECURITY"] == "none" and values["MAIL_PASSWORD"] and host not in OWN_HOSTS:
        return "MAIL_SECURITY is `none`: that would send MAIL_PASSWORD for everybody to read."
    return None


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    return scheme + separator + rest
