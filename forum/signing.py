"""Signed texts for cookies and links. A signature can be written in one way only. And masks, for
secrets that are sent again and again in pages."""

import secrets

from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData


class StrictSigner(Signer):
    """Refuses a signature whose last letter was changed in bits that say nothing."""

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Say whether this is the signature, letter by letter."""
        return _is_as_written(sig) and super().verify_signature(value, sig)


class StrictTimestampSigner(StrictSigner, TimestampSigner):
    """The same, with the moment of signing."""


class FormSession(SecureCookieSessionInterface):
    """Flask's own cookie, read as strictly."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookie."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = StrictTimestampSigner
        return serializer


def init_app(app: Flask) -> None:
    """Read the form cookie strictly."""
    app.session_interface = FormSession()


def signed(salt: str) -> URLSafeSerializer:
    """Return what signs texts for one purpose, and reads them: also those of earlier keys."""
    return URLSafeSerializer(_keys(), salt=salt, signer=StrictSigner)


def signed_for_a_time(salt: str) -> URLSafeTimedSerializer:
    """The same, where the moment of signing counts."""
    return URLSafeTimedSerializer(_keys(), salt=salt, signer=StrictTimestampSigner)


def masked(secret: str) -> str:
    """Return a secret as it has never been written before: how far a page with it shrinks when it
    is compressed, beside words that somebody else has chosen, tells nothing of it (BREACH)."""
    plain = secret.encode()
    mask = secrets.token_bytes(len(plain))
    return (mask + _crossed(plain, mask)).hex()


def unmasked(text: str) -> str:
    """Return the secret behind its mask, or nothing where there is none."""
    try:
        both = bytes.fromhex(text)
        half = len(both) // 2
        return _crossed(both[:half], both[half:]).decode()
    except ValueError:
        return ""


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _keys() -> list[str]:
    return [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]


def _is_as_written(signature: str | bytes) -> bool:
    written = signature.encode() if isinstance(signature, str) else signature
    try:
        return base64_encode(base64_decode(written)) == written
    except BadData:
        return False
