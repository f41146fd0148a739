"""What mails look like on their way, and that nobody else writes into them."""

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from forum.mail import delivery
from forum.mail.delivery import Folder, Smtp, Undelivered, message_of, server_of
from forum.mail.erase_actions import forget_mails
from forum.mail.folder import mails_in
from forum.mail.writing import Mail

from .servers import Server

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
STOP = "https://forum.example.org/mail/stop/" + "x" * 160


def message(**changes: str | None) -> EmailMessage:
    values = {"address": "ada@example.org", "subject": "News", "text": "Hello.\n"} | changes
    return message_of(Mail(**values), sender="Eased <f@forum.example>", message_id="abc", date=NOW)


def test_a_mail_says_what_it_is_and_that_a_machine_has_sent_it():
    sent = message_from_bytes(message().as_bytes(), policy=SMTP)
    assert sent["From"] == "Eased <f@forum.example>"
    assert sent["To"] == "ada@example.org"
    assert sent["Message-ID"] == "<abc@forum.example>"
    assert sent["Date"].datetime == NOW
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "text/plain"
    assert "List-Unsubscribe" not in sent
    assert "List-Unsubscribe-Post" not in sent


def test_a_mail_that_can_be_stopped_says_how_in_one_piece():
    raw = message(stop_url=STOP).as_bytes().decode()
    assert f"List-Unsubscribe: <{STOP}>\r\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_a_long_link_stays_in_one_piece_and_other_letters_stay_what_they_are():
    text = f"Grüße, 日本\n{STOP}\n"
    sent = message_from_bytes(message(text=text, subject="Krämpfe 日本").as_bytes(), policy=SMTP)
    assert sent.get_content().replace("\r\n", "\n") == text
    assert sent["Subject"] == "Krämpfe 日本"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("field", ["subject", "address", "stop_url"])
def test_nobody_adds_a_header_by_a_line_end(field, end):
    with pytest.raises(ValueError):  # noqa: PT011 - each header says it in its own words
        message(**{field: f"ada@example.org{end}Bcc: all@example.org"}).as_bytes()


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "a@b.example <c@d.example>", "@", "a"]
)
def test_a_mail_goes_to_one_address(address):
    with pytest.raises((ValueError, MessageError)):
        message(address=address)


def test_every_server_can_read_the_domain_of_an_address():
    assert message(address="ada@krämpfe.example")["To"] == "ada@xn--krmpfe-cua.example"


def test_without_a_server_mails_lie_in_a_folder_each_once(tmp_path):
    folder = Folder(tmp_path / "mail")
    for _each in range(2):
        folder.send(message(address="ada@krämpfe.example", text="Grüße\n"))
    (kept,) = mails_in(tmp_path / "mail")
    assert (kept.address, kept.subject, kept.text) == ("ada@krämpfe.example", "News", "Grüße\n")
    (path,) = (tmp_path / "mail").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    forget_mails(tmp_path / "mail", ["bea@example.org"])
    assert len(mails_in(tmp_path / "mail")) == 1
    forget_mails(tmp_path / "mail", ["ada@krämpfe.example"])
    assert list((tmp_path / "mail").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_fault_like_others(tmp_path):
    (tmp_path / "mail").write_text("a file, and no folder")
    with pytest.raises(Undelivered, match="Error") as caught:
        Folder(tmp_path / "mail").send(message())
    assert caught.value.is_away


@pytest.mark.parametrize(
    ("server", "security", "expected"),
    [
        ("mail.example", "starttls", ("mail.example", 587)),
        ("mail.example", "tls", ("mail.example", 465)),
        ("mail.example:2525", "none", ("mail.example", 2525)),
        ("[::1]:25", "none", ("::1", 25)),
    ],
)
def test_the_port_is_the_usual_one_unless_it_is_given(server, security, expected):
    assert server_of({"MAIL_SERVER": server, "MAIL_SECURITY": security}) == expected


# With a certificate


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def secured(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def secure_server(certificate, request):
    """A server that speaks TLS, in either way, and lets one user in."""
    context = secured(certificate)
    how = {"tls_context": context, "require_starttls": True, "auth_require_tls": True}
    if request.param == "tls":
        how = {"auth_require_tls": False}

    def check(server, session, envelope, mechanism, data):
        from aiosmtpd.smtp import AuthResult

        is_known = (data.login, data.password) == (b"eased", b"Sesame")
        return AuthResult(success=is_known, handled=is_known)

    with Server(
        ssl_context=context if request.param == "tls" else None, authenticator=check, **how
    ) as running:
        yield running, request.param


@pytest.mark.parametrize("secure_server", ["starttls", "tls"], indirect=True)
def test_a_mail_goes_over_a_protected_way_and_the_password_with_it(
    secure_server, certificate, monkeypatch
):
    server, security = secure_server
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    Smtp("localhost", server.port, security, "eased", "Sesame").send(message())
    assert [one.message_id for one in server.accepted] == ["<abc@forum.example>"]
    with pytest.raises(Undelivered, match="SMTPAuthenticationError 535") as caught:
        Smtp("localhost", server.port, security, "eased", "Open").send(message())
    assert caught.value.is_away


@pytest.mark.parametrize("secure_server", ["starttls", "tls"], indirect=True)
def test_a_server_that_is_not_who_it_says_gets_nothing(secure_server, certificate, monkeypatch):
    server, security = secure_server
    with pytest.raises(Undelivered, match="SSLCertVerificationError"):
        Smtp("localhost", server.port, security, "eased", "Sesame").send(message())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(Undelivered, match="SSLCertVerificationError"):
        Smtp("127.0.0.1", server.port, security, "eased", "Sesame").send(message())
    assert server.accepted == []


def test_a_server_without_protection_gets_nothing_if_it_was_asked_for(monkeypatch):
    monkeypatch.setattr(delivery, "TIMEOUT", 1)
    with Server() as server:
        with pytest.raises(Undelivered, match="SMTPNotSupportedError"):
            Smtp("localhost", server.port, "starttls", "eased", "Sesame").send(message())
        assert server.accepted == []
