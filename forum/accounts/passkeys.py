"""The talk with passkeys (WebAuthn). HTTP: what a page asks, and what the browser answers.

The challenge is a signed text that says what it is for and which browser was asked; nothing is
stored until it is answered. It is taken once, for an hour. The library for it takes much memory,
and is not loaded before somebody comes with a passkey.
"""

import base64
import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, request
from itsdangerous import BadSignature

from ..errors import TooMany
from ..signing import signed_for_a_time
from .codes import digest_with
from .credential_models import Passkey
from .factor_actions import use_passkey
from .limit_actions import count_try
from .member_queries import find_passkey, passkeys_of
from .models import Person
from .steps import browser_key

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor
    from webauthn.registration.verify_registration_response import VerifiedRegistration

ADD, SIGN_IN = "add", "sign in"
LASTS = timedelta(hours=1)
MOST_CHARACTERS = 20_000


def options_to_add(person: Person) -> str:
    """Return, as JSON, what a browser needs to make a passkey for this member."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    options = generate_registration_options(
        rp_id=_host(),
        rp_name=current_app.config["SITE_NAME"],
        user_id=digest_with(f"passkey {person.created_at.isoformat()}", str(person.id)).encode(),
        user_name=person.name or "",
        challenge=_new_challenge(ADD),
        exclude_credentials=[_descriptor(passkey) for passkey in passkeys_of(person.id)],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def options_to_sign_in(person: Person | None = None) -> str:
    """Return, as JSON, what a browser needs to use a passkey: any, or one of this member's."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import structs

    known = [_descriptor(passkey) for passkey in passkeys_of(person.id)] if person else None
    options = generate_authentication_options(
        rp_id=_host(),
        challenge=_new_challenge(SIGN_IN),
        allow_credentials=known,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def read_new(answer: str) -> "VerifiedRegistration | None":
    """Return the passkey that a browser has made for our page, or None."""
    from webauthn import verify_registration_response

    challenge = _take_challenge(answer, ADD)
    if challenge is None:
        return None
    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except Exception:  # what a stranger makes up breaks its parsers in many ways
        return None


def find_used(answer: str) -> Passkey | None:
    """Return the passkey that was used on our page just now, with the finger or PIN; or None."""
    from webauthn import verify_authentication_response

    challenge = _take_challenge(answer, SIGN_IN)
    passkey = find_passkey(_credential_id(answer)) if challenge else None
    if challenge is None or passkey is None:
        return None
    try:
        used = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:  # as above
        return None
    return passkey if use_passkey(passkey, sign_count=used.new_sign_count) else None


def name_of(credential_id: bytes) -> str:
    """Return how a passkey's own name is stored."""
    return base64.urlsafe_b64encode(credential_id).decode().rstrip("=")


def _new_challenge(purpose: str) -> bytes:
    content = [purpose, _browser(), secrets.token_urlsafe(16)]
    return str(signed_for_a_time("passkey").dumps(content)).encode()


def _take_challenge(answer: str, purpose: str) -> bytes | None:
    """Return the challenge that an answer speaks of, if it is ours, for this, and not taken yet."""
    if len(answer) > MOST_CHARACTERS:
        return None
    try:
        client = json.loads(_bytes_of(json.loads(answer)["response"]["clientDataJSON"]))
        challenge = _bytes_of(client["challenge"])
        content = signed_for_a_time("passkey").loads(challenge, max_age=int(LASTS.total_seconds()))
        count_try("challenge", challenge.decode(), most=1, within=LASTS)
    except (BadSignature, TooMany, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return challenge if content[:2] == [purpose, _browser()] else None


def _credential_id(answer: str) -> str:
    written = json.loads(answer).get("rawId")
    return written if isinstance(written, str) else ""


def _bytes_of(written: str) -> bytes:
    """Return what is written in base64 as addresses have it, without the padding."""
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def _descriptor(passkey: Passkey) -> "PublicKeyCredentialDescriptor":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return PublicKeyCredentialDescriptor(id=_bytes_of(passkey.credential_id))


def _browser() -> str:
    return digest_with("challenge", browser_key())[:16]


def _host() -> str:
    return request.host.rpartition(":")[0] if request.host.rpartition(":")[1] else request.host


def _origin() -> str:
    return request.host_url.rstrip("/")
