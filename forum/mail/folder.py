"""Reading the mails that were put into a folder instead of being sent."""

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
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(_message(path)) for path in paths[:MOST_SHOWN]]


def _message(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=SMTP)


def _read(message: EmailMessage) -> KeptMail:
    local, _at, domain = message["To"].addresses[0].addr_spec.rpartition("@")
    return KeptMail(
        address=f"{local}@{domain.encode().decode('idna')}",
        subject=str(message["Subject"]),
        text=message.get_content().replace("\r\n", "\n"),
        date=message["Date"].datetime,
    )
