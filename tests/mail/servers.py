"""Real SMTP servers, in a thread: one that does as it should, or has one fault after another."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from ssl import SSLContext
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

FOREVER = 30.0


@dataclass
class Accepted:
    """A mail that the server has taken: `is_told` says whether it has said so to the sender."""

    message_id: str
    to: list[str]
    content: bytes
    is_told: bool = True


class _Protocol(SMTP):
    """Speaks SMTP as the mood of its server is."""

    def __init__(self, server: "Server", handler: Any, **kwargs: Any) -> None:
        super().__init__(handler, loop=server.loop, **kwargs)
        self.owner = server
        self.mood = server.next_mood()

    def connection_made(self, transport: Any) -> None:
        self.owner.transports.append(transport)
        if self.mood == "hangs up at once":
            transport.abort()
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        if self.mood == "says nothing":
            await asyncio.sleep(FOREVER)
        if self.mood == "drips":
            for _each in range(int(FOREVER * 20)):
                self._writer.write(b"2")
                await asyncio.sleep(0.05)
        await super()._handle_client()

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the name aiosmtpd calls
        await self._perhaps("MAIL", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        await self._perhaps("RCPT", super().smtp_RCPT, arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if self.mood == "drops mid-message":
            await self.push("354 Go on")
            await self._reader.readline()
            self.transport.abort()
            return
        if self.mood == "hangs mid-message":
            await self.push("354 Go on")
            await asyncio.sleep(FOREVER)
        await self._perhaps("DATA", super().smtp_DATA, arg)

    async def _perhaps(self, step: str, do: Callable[..., Any], arg: str | None) -> None:
        what, _at, where = self.mood.partition(" at ")
        if where != step:
            await do(arg)
        elif what == "hangs":
            await asyncio.sleep(FOREVER)
        elif what == "drops":
            self.transport.abort()
        else:
            await self.push(f"{what} Not now, ada@example.org")


class Server:
    """An SMTP server on this machine. Its moods are used up, one by each connection."""

    def __init__(self, *, ssl_context: SSLContext | None = None, **settings: Any) -> None:
        self.ssl_context = ssl_context
        self.settings = settings
        self.moods: list[str] = []
        self.accepted: list[Accepted] = []
        self.faults: list[str] = []
        self.transports: list[asyncio.Transport] = []
        self.port = 0

    def __enter__(self) -> "Server":
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()  # of its own: the journeys' browser has a loop in this one
        asyncio.run_coroutine_threadsafe(self._begin(), self.loop).result()
        return self

    def __exit__(self, *args: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _begin(self) -> None:
        self.server = await self.loop.create_server(
            lambda: _Protocol(self, self, **self.settings),
            "127.0.0.1",
            0,
            ssl=self.ssl_context,
        )
        self.port = self.server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for transport in self.transports:
            transport.abort()
        await asyncio.sleep(0.01)

    def next_mood(self) -> str:
        mood = self.moods.pop(0) if self.moods else ""
        if mood:
            self.faults.append(mood)
        return mood

    async def handle_DATA(self, smtp: _Protocol, session: Session, mail: Envelope) -> str:  # noqa: N802
        """Take a mail, or, in a mood, refuse it or say nothing of having taken it."""
        if smtp.mood.endswith(" at the end") and smtp.mood[:3].isdigit():
            return f"{smtp.mood[:3]} Not this one"
        if smtp.mood == "hangs at the end":
            await asyncio.sleep(FOREVER)
        message_id = message_from_bytes(mail.content)["Message-ID"]
        one = Accepted(message_id, mail.rcpt_tos, mail.content)
        if smtp.mood == "drops at the end":
            smtp.transport.abort()
            return "250 Nobody hears this"
        one.is_told = smtp.mood != "takes it and drops"
        self.accepted.append(one)
        if not one.is_told:
            smtp.transport.abort()
        return "250 Taken"
