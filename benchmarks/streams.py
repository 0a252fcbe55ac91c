"""Who listens to a stream, many at once, and the barest server that can tell them: `benchmarks/feed.py` uses both.

`python -m benchmarks.streams listen` reads what to do on its standard input and writes what was heard, and when;
`python -m benchmarks.streams bare` hears PostgreSQL and writes the same bytes to all who listen, nothing else.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any

_ID = re.compile(rb"id: (\d+)\n")
CHANNEL = "commun_bench_bare"


class Listening(asyncio.Protocol):
    """One client: each event that came whole, and when."""

    def __init__(self, host: str, path: str, cookie: str) -> None:
        self.asked = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: sessionid={cookie}\r\n\r\n".encode()
        self.waiting = b""
        self.heard: list[tuple[int, int]] = []
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        transport.write(self.asked)

    def data_received(self, data: bytes) -> None:
        at = time.monotonic_ns()
        *events, self.waiting = (self.waiting + data).split(b"\n\n")
        for event in events:
            found = _ID.search(event)
            if found is not None:
                self.heard.append((int(found[1]), at))
            elif b"event: ready" in event and not self.ready.done():
                self.ready.set_result(None)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(self.waiting[:200].decode("latin-1")))


async def listen() -> None:
    """Open the connections asked for; say so; say what each heard when told to stop."""
    asked = json.loads(sys.stdin.readline())
    loop = asyncio.get_running_loop()
    clients: list[Listening] = []
    for cookie in asked["cookies"]:
        made = lambda cookie=cookie: Listening(asked["host"], asked["path"], cookie)  # noqa: E731
        _transport, client = await loop.create_connection(made, "127.0.0.1", asked["port"])
        clients.append(client)
    await asyncio.wait_for(asyncio.gather(*(client.ready for client in clients)), 120)
    print("ready", flush=True)
    while (words := (await asyncio.to_thread(sys.stdin.readline)).split())[:1] == ["heard"]:
        limit = time.monotonic() + 30
        while any(len(client.heard) < int(words[1]) for client in clients) and time.monotonic() < limit:
            await asyncio.sleep(0.05)
        print(json.dumps([client.heard for client in clients]), flush=True)


async def bare() -> None:
    """Write each word of the channel to all who are there."""
    import psycopg

    asked = json.loads(sys.stdin.readline())
    writers: list[asyncio.StreamWriter] = []

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: ready\ndata: {}\n\n")
        writers.append(writer)

    connection = await psycopg.AsyncConnection.connect(asked["database"], autocommit=True)
    await connection.execute(f"LISTEN {CHANNEL}")
    server = await asyncio.start_server(come, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    async for notice in connection.notifies():
        text = notice.payload.encode()
        for writer in writers:
            writer.write(text)


if __name__ == "__main__":
    asyncio.run({"listen": listen, "bare": bare}[sys.argv[1]]())
