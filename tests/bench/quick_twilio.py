"""A provider that does nothing but answer, in a process of its own: `python -m tests.bench.quick_twilio PORT SECONDS`.

It answers each message that it is sent as Twilio would after so many seconds, and GET /arrivals with when each came.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import parse_qs

ANSWER = {
    "account_sid": "AC" + "0123456789abcdef" * 2, "api_version": "2010-04-01", "body": "", "num_segments": "1",
    "date_created": "Tue, 24 Nov 2026 05:30:00 +0000", "date_sent": None, "direction": "outbound-api", "sid": "",
    "date_updated": "Tue, 24 Nov 2026 05:30:00 +0000", "error_code": None, "error_message": None,
    "from": "+46766860000",
    "messaging_service_sid": None, "num_media": "0", "price": None, "price_unit": "USD", "status": "queued",
    "subresource_uris": {}, "to": "", "uri": "/2010-04-01/Accounts/AC/Messages/SM.json",
}  # fmt: skip
arrivals: dict[str, float] = {}


class Quick(asyncio.Protocol):
    """One kept connection."""

    def __init__(self, seconds: float):
        self._seconds, self._held = seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]  # a socket's can write

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end].lower()
            place = head.find(b"content-length:")
            length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            if len(self._held) < end + 4 + length:
                return
            body, self._held = self._held[end + 4 : end + 4 + length], self._held[end + 4 + length :]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"get"):
            return self._write(200, json.dumps(arrivals).encode())
        words = parse_qs(body.decode()).get("Body", [""])[0]
        arrivals[words] = time.time()  # noqa: TID251 - the machine's, beside that of the process which wrote it
        said = json.dumps({**ANSWER, "sid": f"SM{len(arrivals):032x}", "body": words}).encode()
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._write, 201, said)
        else:
            self._write(201, said)
        return None

    def _write(self, status: int, body: bytes) -> None:
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def main(port: int, seconds: float) -> None:
    """Answer until killed."""
    server = await asyncio.get_running_loop().create_server(lambda: Quick(seconds), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
