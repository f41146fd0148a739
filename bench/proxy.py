"""Starts the web server of deploy/nginx.conf, on other ports and in a folder of its own.

Everything else of the file is as publishers run it.
"""

import datetime
import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SHIPPED = Path(__file__).parent.parent / "deploy" / "nginx.conf"


@dataclass(frozen=True)
class Ports:
    """Where the web server answers, and where the site does."""

    http: int
    https: int
    plain: int
    """Here the site itself is served without https: what is measured is not encrypting."""
    site: int


class Proxy:
    """A web server that runs until it is stopped."""

    def __init__(self, folder: Path, ports: Ports, text: str | None = None) -> None:
        self.folder, self.ports = folder, ports
        folder.mkdir(parents=True, exist_ok=True)
        make_certificate(folder)
        file = folder / "nginx.conf"
        file.write_text(rendered(text or SHIPPED.read_text(), folder, ports))
        command = [str(NGINX), "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(file)]
        self.process = subprocess.Popen([*command, "-g", "daemon off;"])
        wait_for(ports.plain, self.process)

    @property
    def home(self) -> str:
        """Return the address of the site behind it."""
        return f"http://127.0.0.1:{self.ports.plain}"

    def forget(self) -> None:
        """Throw away whatever it keeps."""
        for kept in self.folder.glob("eased-*/*"):
            shutil.rmtree(kept)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


def rendered(text: str, folder: Path, ports: Ports) -> str:
    """Return the shipped file with ports, paths and names for trying it out."""
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {", f"http {{\n    {name}_temp_path {folder}/{name};", 1)
    changes = (
        (r"^user .*$", "user root;" if os.geteuid() == 0 else ""),
        (r"^worker_rlimit_nofile .*$", ""),  # as far as this machine lets it
        (r"^pid .*$", f"pid {folder}/nginx.pid;"),
        (r"/var/(log|cache)/nginx", str(folder)),
        (r"/etc/letsencrypt/live/forum\.example", str(folder)),
        (r"^ *listen \[::\].*$", ""),
        (r"(server_name) forum\.example", r"\1 forum.example 127.0.0.1"),
        (r"listen 80\b", f"listen 127.0.0.1:{ports.http}"),
        (r"listen 443 ssl http2;", f"listen 443 ssl http2; listen 127.0.0.1:{ports.plain};"),
        (r"listen 443\b", f"listen 127.0.0.1:{ports.https}"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{ports.site}"),
    )  # fmt: skip
    for pattern, with_ in changes:
        text, found = re.subn(pattern, with_, text, flags=re.MULTILINE)
        if not found and "server_name" not in pattern:
            raise SystemExit(f"deploy/nginx.conf has nothing like {pattern}")
    return text


def make_certificate(folder: Path) -> None:
    """Make a certificate that nobody but its maker trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forum.example")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(private)


def free_ports(number: int) -> list[int]:
    """Return ports that nobody uses."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody answers at a port."""
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"{process.args!r} has ended")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"Nobody answers at port {port}")
