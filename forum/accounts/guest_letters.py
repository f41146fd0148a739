"""What is mailed to guests who leave an address.

Whether an address is known is looked up here, when the letter is written: the page that asks for
an address answers without knowing.
"""

from ..clock import now
from ..mail.models import Letter
from ..mail.writing import Mail, Writer, link_to, write
from .guest_queries import find_holder
from .link_actions import LIVES, make_link
from .link_models import Purpose
from .links import token_of
from .models import Person
from .queries import find_guest


def _confirm(letter: Letter) -> Mail | None:
    """Ask whether the address is hers. After a day nobody waits for it, and it is forgotten."""
    address, asked = letter.address or "", find_guest(letter.person_id)
    wants_replies = bool((letter.details or {}).get("wants_replies"))
    if asked is None or now() - letter.created_at >= LIVES[Purpose.GUEST_ADDRESS]:
        return None
    holder = find_holder(address)
    if holder is not None and holder.is_member():
        return _of_a_member(holder, address)
    link = make_link(
        Purpose.GUEST_ADDRESS,
        email=address,
        person_id=asked.id,
        wants_replies=wants_replies,
        since=letter.created_at,
    )
    url = link_to(f"/account/address/{token_of(link)}")
    return write("accounts/mail_guest_confirm.txt", address=address, url=url, wants=wants_replies)


def _enter(letter: Letter) -> Mail | None:
    """Send the link that lets a guest in on any browser, if the address is one's."""
    holder = find_holder(letter.address)
    if holder is None or holder.email is None:
        return None
    if holder.is_member():
        return _of_a_member(holder, holder.email)
    link = make_link(Purpose.ENTER, email=holder.email, person_id=holder.id)
    return write(
        "accounts/mail_guest_enter.txt",
        address=holder.email,
        url=link_to(f"/account/enter/{token_of(link)}"),
        is_new=letter.kind == "guest-enter",
        again=link_to("/account/link"),
    )


def _of_a_member(holder: Person, address: str) -> Mail | None:
    """Tell a member to sign in; one who has been kept out is told nothing."""
    if holder.banned_at is not None:
        return None
    url = link_to("/account/sign-in")
    return write("accounts/mail_guest_member.txt", address=address, url=url)


WRITERS: dict[str, Writer] = {
    "guest-address": _confirm,
    "guest-enter": _enter,
    "guest-link": _enter,
}
"""Who writes which kind of letter."""
