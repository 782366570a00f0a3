"""The face of privacy duties: extracts, consents, holds, incidents, retention, who was with whom."""

from __future__ import annotations

from typing import Any

from flask import Flask

from backend.privacy import holds
from clients.privacy import asked, consents, extracts, holding, incidents, routes, suspicion


def install(app: Flask) -> None:
    """Add this face to the app."""
    for part in (routes, extracts, consents, holding, incidents, suspicion):
        app.register_blueprint(part.blueprint)
    app.context_processor(_for_other_faces)


def _for_other_faces() -> dict[str, Any]:
    """What the part on a person's page asks for."""
    return {"holds_on": lambda recipient_id: holds.standing(asked.scope(*asked.DESK), recipient_id)}
