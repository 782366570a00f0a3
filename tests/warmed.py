"""What a warm process has done before it is forked (see `warm`): the service imported, and one app made of nothing."""

from __future__ import annotations

import logging

from schema import settings
from tests import compiled
from tests.shell import ENVIRONMENT
from wsgi import create_app

compiled.once_a_process()
create_app(settings.load({**ENVIRONMENT, "DATABASE_URL": "sqlite:///"}))
logging.root.handlers.clear()  # where and how much is said, each process is told by its own environment
