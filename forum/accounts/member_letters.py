"""What is mailed to members, and to those who might be: links, codes, and what has changed.

Whether an address is known is looked up here, when the letter is written: the page that asks for
an address answers without knowing.
"""

from flask_babel import gettext

from ..errors import N_
from ..mail.models import Letter
from ..mail.writing import Mail, Writer, link_to, write
from .code_actions import make_mailed_code
from .link_actions import make_link
from .link_models import Purpose
from .links import token_of
from .member_queries import find_by_address, find_member
from .models import Person

CHANGES = {
    "password": N_("your password was changed"),
    "address": N_(
        "the e-mail address of your account was changed: this one no longer belongs to it"
    ),
    "app": N_("a code app was added as a second factor"),
    "app-removed": N_("the code app was taken away"),
    "passkey": N_("a passkey was added"),
    "passkey-removed": N_("a passkey was taken away"),
    "token": N_("a token was made, with which a program can write in your name"),
    "codes": N_("new codes on paper were made, and the old ones are no longer good"),
}


SIGNS_NOBODY_OUT = {"token"}


def _sign_up(letter: Letter) -> Mail | None:
    address = letter.address or ""
    if _is_banned(find_by_address(address)):
        return None
    if find_member(address):
        return write("accounts/mail_known.txt", address=address, url=link_to("/account/sign-in"))
    link = make_link(Purpose.SIGN_UP, email=address, person_id=letter.person_id)
    url = link_to(f"/account/sign-up/{token_of(link)}")
    return write("accounts/mail_sign_up.txt", address=address, url=url)


def _reset(letter: Letter) -> Mail | None:
    address = letter.address or ""
    member = find_member(address)
    if member is None or _is_banned(member):
        return _unknown(address, member)
    link = make_link(Purpose.RESET, email=address, person_id=member.id)
    url = link_to(f"/account/reset/{token_of(link)}")
    return write("accounts/mail_reset.txt", address=address, url=url)


def _code(letter: Letter) -> Mail | None:
    address = letter.address or ""
    member = find_member(address)
    if member is None or _is_banned(member):
        return _unknown(address, member)
    code = make_mailed_code(address, browser=(letter.details or {}).get("browser", ""))
    return write("accounts/mail_code.txt", address=address, code=code)


def _new_address(letter: Letter) -> Mail | None:
    address = letter.address or ""
    holder = find_member(address)
    if holder is not None:
        is_hers = holder.id == letter.person_id
        return None if is_hers else write("accounts/mail_address_taken.txt", address=address)
    link = make_link(Purpose.NEW_ADDRESS, email=address, person_id=letter.person_id)
    url = link_to(f"/account/new-address/{token_of(link)}")
    return write("accounts/mail_new_address.txt", address=address, url=url)


def _changed(letter: Letter) -> Mail | None:
    what = (letter.details or {}).get("what", "")
    if what not in CHANGES or not letter.address:
        return None
    return write(
        "accounts/mail_changed.txt",
        address=letter.address,
        change=gettext(CHANGES[what]),
        is_out_elsewhere=what not in SIGNS_NOBODY_OUT,
        url=link_to("/account/reset") if what != "address" else None,
    )


def _unknown(address: str, member: Person | None) -> Mail | None:
    """Say that there is no account; to a member who was kept out, nothing."""
    if member is not None:
        return None
    return write("accounts/mail_unknown.txt", address=address, url=link_to("/account/sign-up"))


def _is_banned(person: Person | None) -> bool:
    return person is not None and person.banned_at is not None


WRITERS: dict[str, Writer] = {
    "sign-up": _sign_up,
    "reset": _reset,
    "sign-in-code": _code,
    "new-address": _new_address,
    "changed": _changed,
}
"""Who writes which kind of letter."""
