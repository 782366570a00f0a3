"""The commands of the contract: a face for operators. One file a group of commands."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from clients.cli.demo import guide

GROUPS = (
    "users", "grants", "claims", "api_keys", "importing", "report", "tolerance", "jobs", "cards", "demo", "keys",
    "audit", "privacy", "retention", "hooks",
)  # fmt: skip
"""The modules of this package that bring commands; each has `command`."""


def install(app: Flask) -> None:
    """Add the commands to `flask`."""
    app.extensions["demonstration"] = guide.guide
    for name in GROUPS:
        app.cli.add_command(import_module(f"{__name__}.{name}").command)
