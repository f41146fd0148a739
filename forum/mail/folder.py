"""Reading the mails that were put into a folder instead of being sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

MOST_SHOWN = 50


@dataclass(frozen=True)
class KeptMail:
    """A mail in the folder."""

    address: str
    subject: str
    text: str
    date: datetime


def mails_in(folder: Path) -> list[KeptMail]:
    """Return the newest mails in a folder, the last one first."""
    mails = [_read(message) for _path, message in _messages(folder)]
    return sorted(mails, key=lambda mail: mail.date, reverse=True)[:MOST_SHOWN]


def erase_mails_to(address: str, folder: Path) -> int:
    """Erase the mails to an address from a folder; return how many there were."""
    paths = [path for path, message in _messages(folder) if _read(message).address == address]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _messages(folder: Path) -> Iterator[tuple[Path, EmailMessage]]:
    for path in folder.glob("*.eml"):
        yield path, message_from_bytes(path.read_bytes(), policy=SMTP)


def _read(message: EmailMessage) -> KeptMail:
    local, _at, domain = message["To"].addresses[0].addr_spec.rpartition("@")
    return KeptMail(
        address=f"{local}@{domain.encode().decode('idna')}",
        subject=str(message["Subject"]),
        text=message.get_content().replace("\r\n", "\n"),
        date=message["Date"].datetime,
    )
