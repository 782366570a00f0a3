"""The locks: hashed, in step with what we ask for, nothing asked for in vain, nothing used unasked."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from schema.settings import ROOT
from tests.house import files

NOT_IMPORTED = {
    "gunicorn": "the server that runs us",
    "psycopg": "the driver that SQLAlchemy loads by name",
    "argon2-cffi": "the password hash that Flask-Security loads by name",
    "nh3": "what Flask-Security cleans the names of passkeys with",
}
COMES_WITH = {
    "click": "flask", "werkzeug": "flask", "jinja2": "flask", "markupsafe": "flask", "alembic": "flask-migrate",
    "wtforms": "flask-wtf", "urllib3": "twilio", "babel": "flask-babel",
    "flask-login": "flask-security-too", "libpass": "flask-security-too", "itsdangerous": "flask", "joserfc": "authlib",
}  # fmt: skip
"""Parts of another package's own interface, which its lock line brings."""


def _asked(name: str) -> dict[str, Requirement]:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(one.name): one for one in found}


def _locked(name: str) -> dict[str, str]:
    found = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text().strip()):
        if block.startswith("#"):
            continue
        one = re.match(r"([\w.-]+)(\[[^\]]*\])?==([^\s;]+)", block)
        assert one, f"not pinned: {block.splitlines()[0]}"
        assert "--hash=sha256:" in block, f"no hash: {one[1]}"
        found[canonicalize_name(one[1])] = one[3]
    return found


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_is_in_step(name):
    asked, locked = _asked(f"{name}.in"), _locked(f"{name}.txt")
    assert set(asked) - set(locked) == set()
    assert {key: locked[key] for key, one in asked.items() if locked[key] not in one.specifier} == {}
    direct = set(re.findall(rf"^([\w.-]+)(?:\[[^\]]*\])?==(?:(?!\n\S).)*?-r {name}\.in", _text(name), re.M | re.S))
    assert {canonicalize_name(one) for one in direct} <= set(asked) | set(_asked("requirements.in"))


def _text(name: str) -> str:
    return (ROOT / f"{name}.txt").read_text()


def test_both_locks_agree():
    service, dev = _locked("requirements.txt"), _locked("requirements-dev.txt")
    assert {name: version for name, version in service.items() if dev.get(name) != version} == {}


def _imported() -> set[str]:
    """The distributions that the service's own files import."""
    tops = {
        module.split(".")[0] for name in files.python_files(*files.FLOORS, "wsgi.py") for module in files.imports(name)
    }
    owners = packages_distributions()
    others = tops - set(sys.stdlib_module_names) - set(files.FLOORS) - {"__future__"}
    return {canonicalize_name(owner) for top in others for owner in owners.get(top, [top])}


def test_nothing_is_asked_for_in_vain():
    assert set(_asked("requirements.in")) - _imported() == set(NOT_IMPORTED)


def test_nothing_is_used_unasked():
    asked = set(_asked("requirements.in"))
    unasked = {name for name in _imported() - asked if COMES_WITH.get(name) not in asked}
    assert unasked == set()
