"""People who ask the site through the web server, as browsers do."""

import http.client
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.proxy import Proxy

BROWSERS = ("gzip, deflate, br, zstd", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip", "")
"""What browsers say of the encodings they take."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Reader:
    """Somebody with a browser, and cookies of her own."""

    proxy: Proxy
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def send(self, path: str, **fields: str) -> Answer:
        """Send a form from a page of the site."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.ports.plain, timeout=30)
        connection.request(method, path, body=body, headers=named)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        is_text = "Content-Encoding" not in response.headers
        text = content.decode() if is_text else ""
        return Answer(response.status, response.headers, text)


def all_at_once(acts: Sequence[Callable[[], object]], *, threads: int = 8) -> list[object]:
    """Do all of it side by side; return what came of it."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda act: act(), acts))
