"""Each query about people goes through a Scope: what a face may call and selects from their tables is handed one."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house import files

PEOPLE = frozenset(
    "Recipient Relative Visit VisitRevision VisitChange VisitWorker Event Execution Gap GapReview Home Card Task "
    "Decision Absence Message Trail Device Code Consent Withdrawal Disclosure BreakGlass Handler LogCheck Hold "
    "Remark RemarkStep CameAnswer".split()
)
"""Tables whose rows are about people, or lead to them."""
ASKS = frozenset({"select", "get", "get_one", "delete", "update", "exists"})
CARRIES = frozenset({"Scope", "ImportOrder", "Look", "Held", "By", "Speaker", "Caller", "Talk"})
"""Types of a parameter that say who asks."""
PROOFS = frozenset({"token", "code", "ticket", "subject_hash", "token_hash"})
"""Names of parameters that are a proof of their own: who shows it may see what it was made for, and nothing else."""
_CARD = "the home is the one whose card was read"
_FOUND = "the recipient is one whom the caller has found through her scope, or by her own device"
_CALLED = "the message is the one that the call under way is known to have been made for"
EXCEPTIONS: dict[str, str] = {
    "backend.access.scope:current_scope": "makes the scope of who is signed in",
    "backend.devices.entering:ask": "answers alike for every number or address; what is found is sent there",
    "backend.devices.listing:belongs_to": _FOUND,
    "backend.devices.listing:is_here": _FOUND,
    "backend.devices.listing:looked_before": _FOUND,
    "backend.devices.listing:looks": _FOUND,
    "backend.devices.listing:paired_with": _FOUND,
    "backend.devices.listing:relatives_of": _FOUND,
    "backend.devices.pairing:ask": _CARD,
    "backend.devices.pairing:choices": _CARD,
    "backend.devices.pairing:language_of": _CARD,
    "backend.devices.revoke:one": _FOUND,
    "backend.requests.openings:askable": _FOUND,
    "backend.requests.standing:requests_of": _FOUND,
    "backend.survey.due:question": _FOUND,
    "backend.telling.proving:of_call": _CALLED,
    "backend.telling.calling:proven": "she has shown by her PIN who she is",
    "backend.telling.calling:tomorrow": _CALLED,
    "backend.telling.calling:welcomed": _CALLED,
    "backend.telling.opted_out:heed": "the numbers are those that the provider signs for",
    "backend.visits.incoming:understand": "looks ids up in the source of the key, and says no more than known or not",
}
"""`module:function` → why it needs none."""


def asking(node: ast.AST) -> bool:
    """Whether a piece of code itself asks for rows of a table about people."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        about = {part.id for argument in call.args for part in ast.walk(argument) if isinstance(part, ast.Name)}
        if name in ASKS and about & PEOPLE:
            return True
    return False


def named(node: ast.AST) -> set[str]:
    """The names that a piece of code uses."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def told_who_asks(function: ast.FunctionDef) -> bool:
    """Whether a parameter says who asks."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    words = {
        part.id for one in given if one.annotation for part in ast.walk(one.annotation) if isinstance(part, ast.Name)
    }
    return bool(words & CARRIES) or bool({one.arg for one in given} & PROOFS)


def called_by_faces() -> set[str]:
    """The functions of the backend that a face names, as `module:function`."""
    found: set[str] = set()
    for name in files.python_files("clients"):
        if name.parts[:2] == ("clients", "cli"):
            continue  # operators answer to no one person
        tree = files.tree(name)
        modules = {
            (alias.asname or alias.name): f"{node.module}.{alias.name}"
            for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("backend")
            for alias in node.names
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                found.add(f"{modules[node.value.id]}:{node.attr}")
        for path in modules.values():
            module, _, function = path.rpartition(".")
            found.add(f"{module}:{function}")
    return found


def unscoped(name: Path) -> list[str]:
    """The public functions of a file that ask for people, by themselves or by private ones, and are told nobody."""
    functions = {node.name: node for node in files.tree(name).body if isinstance(node, ast.FunctionDef)}
    ask = {name for name, node in functions.items() if asking(node)}
    more = True
    while more:
        known = {name for name, node in functions.items() if name in ask or named(node) & ask}
        more, ask = known != ask, known
    return [one for one in sorted(ask) if not one.startswith("_") and not told_who_asks(functions[one])]


def test_what_faces_ask_about_people_goes_through_a_scope() -> None:
    called = called_by_faces()
    loose = {
        f"{module}:{function}"
        for name in files.python_files("backend")
        for module in [str(name.with_suffix("")).replace("/", ".")]
        for function in unscoped(name)
        if f"{module}:{function}" in called
    }
    assert sorted(loose - EXCEPTIONS.keys()) == [], "take a Scope, or give a reason in EXCEPTIONS"
    assert sorted(EXCEPTIONS.keys() - loose) == [], "these exceptions are none any more"


def test_the_rule_finds_what_it_is_for() -> None:
    loose = ast.parse("def people(home: int):\n    return one(home)\ndef one(x):\n    return select(Recipient.id)\n")
    assert asking(loose.body[1]) and not asking(loose.body[0]) and named(loose.body[0]) & {"one"}
    scoped = ast.parse("def people(scope: Scope | None, home: int): ...").body[0]
    assert isinstance(scoped, ast.FunctionDef) and told_who_asks(scoped)
