"""Answers made small on their way (RFC 9110, gzip): files of the look, and pages that carry nothing secret.

A page with a form's token is never made small: its length would tell of what stands in it to whoever can have the
browser ask for it again and again with words of his own (BREACH, 2013).
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

LEVEL = 6
LEAST_BYTES = 600
TEXTS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/manifest+json")


def small(answer: Response) -> Response:
    """The answer as the browser takes it: made small where it can read that."""
    if not _asked() or answer.status_code != 200:
        return answer
    whole = answer.get_data()
    if len(whole) >= LEAST_BYTES:
        _put(answer, gzip.compress(whole, LEVEL, mtime=0))
    return answer


def small_file(answer: Response, name: str) -> Response:
    """The same of a file of the look, which never changes under its fingerprint: made small once."""
    if answer.mimetype not in TEXTS:
        return answer
    answer.vary.add("Accept-Encoding")
    if not _asked() or answer.status_code != 200:
        return answer
    answer.direct_passthrough = False
    _put(answer, _packed(name, answer.get_data()))
    return answer


@lru_cache(maxsize=64)
def _packed(name: str, whole: bytes) -> bytes:
    return gzip.compress(whole, 9, mtime=0)


def _asked() -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _put(answer: Response, packed: bytes) -> None:
    answer.set_data(packed)
    answer.headers["Content-Encoding"] = "gzip"
