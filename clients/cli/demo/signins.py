"""The demonstration's sign-ins, one a role. They exist in a demonstration and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from backend.access import accounts
from backend.access.demonstration import SOURCE

PASSWORD = "provkommun-visar"  # noqa: S105 - published on purpose, with made-up people behind it


@dataclass(frozen=True)
class SignIn:
    """One demonstration sign-in and where it leads."""

    email: str
    name: str
    role: str
    says: str
    address: str
    unit_ids: tuple[str, ...] = ()
    worker_id: str | None = None


SIGN_INS = (
    SignIn("ali@provkommun.example", "Ali", "worker", "Medarbetare, Vallda", "/personal", ("vallda",), "m1"),
    SignIn("sara@provkommun.example", "Sara", "worker", "Medarbetare, Vallda", "/personal", ("vallda",), "m2"),
    SignIn("chef@provkommun.example", "Maria Ström", "manager", "Enhetschef, Vallda", "/chef", ("vallda",)),
    SignIn("chef2@provkommun.example", "Petra Lindh", "manager", "Enhetschef, Lindgården", "/chef", ("lindgarden",)),
    SignIn("huvud@provkommun.example", "Anders Wik", "head", "Verksamhetschef, hela kommunen", "/chef"),
    SignIn("revisor@provkommun.example", "Ulla Berg", "auditor", "Revisor", "/chef/granskning"),
    SignIn("planerare@provkommun.example", "Inger Falk", "planner", "Planerare", "/plan"),
    SignIn("admin@provkommun.example", "Tor Sand", "admin", "Systemförvaltare", "/admin"),
)


def create_all() -> None:
    """Make the accounts. The caller commits."""
    for person in SIGN_INS:
        accounts.create(
            accounts.NewAccount(
                person.email, person.name, PASSWORD, person.role, person.unit_ids, person.worker_id, SOURCE
            ),
            published=True,
        )
