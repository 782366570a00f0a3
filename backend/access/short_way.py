"""A shorter way through the house for a route that asks for it: the card, which is opened without signing in.

Flask-Login, Flask-Principal, the CSRF check and the request's transaction each work for somebody who may be signed in
and may change something. Somebody without a cookie who looks at a card is neither, and that work costs more than her
page. On the short way only https is insisted on before the view, and the answer gets the headers that Flask-Talisman
set once. Whether the card may be seen is decided in the view, as on the long way. With a cookie the long way is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_talisman import Talisman

View = TypeVar("View", bound=Callable[..., Any])


def short_way(view: View) -> View:
    """Let a view that only reads, and asks for no sign-in, skip what serves the others."""
    view.short_way = True  # type: ignore[attr-defined]  # a view is a function with a mark on it
    return view


class Sessions(SecureCookieSessionInterface):
    """As Flask's, but a request without a cookie gets its empty session without any signer being made."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the cookie, or an empty one."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()


OWN_WINDOW = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
"""No other site opens our pages in a window that it holds, or loads them as its own."""


class Shield(Talisman):
    """Flask-Talisman, which leads to https at our own address, whatever Host the request names."""

    def _set_response_headers(self, response: Response) -> Response:
        response.headers.extend(OWN_WINDOW)
        answered: Response = super()._set_response_headers(response)
        return answered

    def _force_https(self) -> Any:
        answer = super()._force_https()
        if answer is not None:
            answer.location = current_app.extensions["settings"].public_url + request.full_path.rstrip("?")
        return answer


class House(Flask):
    """Flask, with the short way."""

    session_interface = Sessions()
    talisman: Shield

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._safe: dict[tuple[bool, bool], list[tuple[str, str]]] = {}

    def shield(self, **options: Any) -> None:
        """Put Flask-Talisman on both ways."""
        self.talisman = Shield(self, **options)

    def preprocess_request(self) -> Any:
        """As Flask's; on the short way only https is insisted on."""
        if not self._is_short():
            return super().preprocess_request()
        return self.talisman._force_https() if self.talisman.force_https else None

    def process_response(self, response: Response) -> Response:
        """As Flask's; on the short way only the safety headers are set."""
        if not self._is_short():
            return super().process_response(response)
        response.headers.extend(self._safety_headers())
        return response

    def log_exception(self, exc_info: Any) -> None:
        """As Flask's, but with the route instead of the address: a card's address opens the card."""
        self.logger.error("Exception on %s [%s]", request.url_rule or "no route", request.method, exc_info=exc_info)

    def _is_short(self) -> bool:
        if request.endpoint is None or "HTTP_COOKIE" in request.environ:
            return False
        return getattr(self.view_functions[request.endpoint], "short_way", False)

    def _safety_headers(self) -> list[tuple[str, str]]:
        way = (request.is_secure, request.headers.get("X-Forwarded-Proto") == "https")
        if way not in self._safe:
            blank = self.response_class()
            blank.headers.clear()
            self._safe[way] = list(self.talisman._set_response_headers(blank).headers)
        return self._safe[way]
