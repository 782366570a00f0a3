"""The bearer key of a request: whose it is, and whether it may do this."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request

from backend.access import api_keys, limit, trail
from backend.access.api_keys import Holder
from clients.api.problems import Problem

CHALLENGE = 'Bearer realm="vem-kommer"'


def needs(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only keys with a scope through to the view; put it above everything that reads the request."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.holder = _holder(scope)
            return view(*args, **kwargs)

        return guarded

    return guard


def holder() -> Holder:
    """The other system that this request comes from."""
    found: Holder = g.holder
    return found


def _holder(scope: str) -> Holder:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        raise Problem(401, "key_missing", "Send the key as a bearer token.", headers={"WWW-Authenticate": CHALLENGE})
    found = api_keys.find(key.strip())
    if found is None:
        limit.attempt("key_wrong_address", request.remote_addr)
        trail.refused(reason="key_unknown")
        challenge = f'{CHALLENGE}, error="invalid_token"'
        raise Problem(401, "key_unknown", "The key is wrong or revoked.", headers={"WWW-Authenticate": challenge})
    limit.attempt("key_requests", found.key_id)
    if scope not in found.scopes:
        trail.refused(found.scope, reason="scope_missing")
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise Problem(403, "scope_missing", f"The key lacks {scope}.", headers={"WWW-Authenticate": challenge})
    return found
