"""A load of one's own where `wrk` is not installed: `python -m tests.bench.load URL SECONDS CONNECTIONS [-H "N: v"]`.

Slower than the server it loads on small pages, so its ratios come out nearer to 1: install `wrk` for figures to keep.
"""

from __future__ import annotations

import sys
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit


def main(url: str, seconds: float, connections: int, headers: dict[str, str]) -> None:
    """Ask as fast as possible; print in the words of wrk."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    counts, bad = [0] * connections, [0] * connections
    began = time.monotonic()

    def ask(place: int) -> None:
        connection = HTTPConnection(parts.netloc, timeout=10)
        while time.monotonic() - began < seconds:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            counts[place] += 1
            bad[place] += answer.status >= 400
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if sum(bad):
        print(f"Non-2xx or 3xx responses: {sum(bad)}")
    print(f"Requests/sec: {sum(counts) / (time.monotonic() - began):.2f}")


if __name__ == "__main__":
    given = [pair.split(": ", 1) for pair in sys.argv[4:] if pair != "-H"]
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), {name: value for name, value in given})
