"""What every answer tells the browser: what it may load, show it in, keep and pass on. Errors and files too."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix

from backend.access.short_way import House
from schema.settings import Settings

A_YEAR = 31_536_000
FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
)  # fmt: skip
"""What no page of ours asks for, least of all where somebody is: presence is never measured by position."""


def shield(settings: Settings) -> dict[str, Any]:
    """What Flask-Talisman is told."""
    return {
        "force_https": settings.https,
        "session_cookie_secure": settings.https,
        "session_cookie_samesite": "Lax",
        "content_security_policy": _content(settings),
        "frame_options": "DENY",
        "referrer_policy": "no-referrer",
        "permissions_policy": {feature: "()" for feature in FEATURES},
        "strict_transport_security": settings.https,
        "strict_transport_security_max_age": A_YEAR,
    }


def _content(settings: Settings) -> dict[str, Any]:
    """Nothing from elsewhere and nothing inline. A form leads to us, or on to the municipality's identity provider."""
    forms = ["'self'"]
    if settings.oidc_issuer:
        provider = urlsplit(settings.oidc_issuer)
        forms.append(f"{provider.scheme}://{provider.netloc}")
    return {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": forms,
    }


def install(app: House, settings: Settings) -> None:
    """Put the rules on the app, and believe as many proxies in front of it as there are."""
    app.shield(**shield(settings))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
