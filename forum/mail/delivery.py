"""Bringing mails on their way: to an SMTP server, or into a folder where none is set."""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from threading import Timer
from typing import Any, Protocol
from urllib.parse import urlsplit

from .writing import Mail

TIMEOUT = 10.0
"""Seconds to wait for each answer of the server."""
DEADLINE = 60.0
"""Seconds for a whole delivery: a server that answers a letter at a time does not hold us."""
_ON_ONE_LINE = SMTP.clone(max_line_length=900)  # a shorter one tears addresses of pages apart
PORTS = {"tls": 465, "starttls": 587, "none": 25}


class Undelivered(Exception):
    """A mail was not taken. The words name the kind of fault and its number, and nothing that a
    server has said: it may quote the address. `is_away` says that no other mail would be taken."""

    def __init__(self, fault: str, *, is_away: bool = False) -> None:
        super().__init__(fault)
        self.is_away = is_away


class Post(Protocol):
    """A way that mails go."""

    def send(self, message: EmailMessage) -> None:
        """Send a mail. Raises Undelivered."""


def post_from(config: Mapping[str, Any]) -> Post:
    """Return the way that the settings say."""
    if not config["MAIL_SERVER"]:
        return Folder(Path(config["MAIL_FOLDER"]))
    host, port = server_of(config)
    return Smtp(host, port, config["MAIL_SECURITY"], config["MAIL_USER"], config["MAIL_PASSWORD"])


def server_of(config: Mapping[str, Any]) -> tuple[str, int]:
    """Return host and port of the server that the settings name."""
    parts = urlsplit("//" + config["MAIL_SERVER"])
    return parts.hostname or "", parts.port or PORTS[config["MAIL_SECURITY"]]


def message_of(mail: Mail, *, sender: str, message_id: str, date: datetime) -> EmailMessage:
    """Return a mail as it goes over the wire. Raises ValueError for what fits into no header."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=_ON_ONE_LINE)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=_for_the_wire(mail.address))
    message["Subject"] = mail.subject
    message["Date"] = date
    message["Message-ID"] = f"<{message_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.stop_url:
        message["List-Unsubscribe"] = f"<{mail.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    return message


def _for_the_wire(address: str) -> str:
    """Return an address whose domain every server can read."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


class Folder:
    """Puts mails into a folder, a file each, for whoever tries the site out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the file as a whole or not at all; the same mail again takes its own place."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        unfinished = self.folder / f"{name}.new"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.folder / f"{name}.eml")
        except OSError as error:
            raise Undelivered(type(error).__name__, is_away=True) from error


class Smtp:
    """Hands mails to an SMTP server, each over a connection of its own."""

    def __init__(self, host: str, port: int, security: str, user: str, password: str) -> None:
        self.host, self.port, self.security = host, port, security
        self._user, self._password = user, password

    def send(self, message: EmailMessage) -> None:
        """Send a mail; it is sent once the server has said so, whatever happens afterwards."""
        with _faults_named(), self._connection(message) as connection:
            connection.send_message(message)

    @contextmanager
    def _connection(self, message: EmailMessage) -> Iterator[smtplib.SMTP]:
        """Connect and sign in. What goes wrong while parting is of no interest."""
        ours = str(message["Message-ID"]).strip("<>").rpartition("@")[2]
        secure = ssl.create_default_context() if self.security != "none" else None
        connection: smtplib.SMTP
        if self.security == "tls":
            connection = smtplib.SMTP_SSL(local_hostname=ours, timeout=TIMEOUT, context=secure)
        else:
            connection = smtplib.SMTP(local_hostname=ours, timeout=TIMEOUT)
        watch = Timer(DEADLINE, _cut, [connection])
        watch.daemon = True
        watch.start()
        try:
            connection._host = self.host  # type: ignore[attr-defined]  # the name in the certificate
            code, _said = connection.connect(self.host, self.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, "")
            if self.security == "starttls":
                connection.starttls(context=secure)
            if self._user:
                connection.login(self._user, self._password)
            yield connection
            with suppress(OSError):
                connection.quit()
        finally:
            watch.cancel()
            connection.close()


def _cut(connection: smtplib.SMTP) -> None:
    """End a connection from beside: whoever waits for its answer hears that it has gone."""
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


_AWAY = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise Undelivered(f"SMTPRecipientsRefused {code}") from None
    except smtplib.SMTPResponseException as error:
        fault = f"{type(error).__name__} {error.smtp_code}"
        raise Undelivered(fault, is_away=isinstance(error, _AWAY)) from None
    except OSError as error:
        is_away = not isinstance(error, smtplib.SMTPException) or isinstance(error, _AWAY)
        raise Undelivered(type(error).__name__, is_away=is_away) from None
