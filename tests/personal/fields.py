"""Every column of every table, by what it tells of somebody. One that is not in the list fails the tests.

A new column is put into `fields.toml` where it belongs:
`personal` must be an encrypted type, `hashed` must hold a keyed or a slow hash.
What stands in the clear has one of the words of `CLEAR`, or a reason of its own in `EXCUSED`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

CLEAR = {
    "number": "the number of a row of ours, which says nothing to anybody outside the database",
    "outside": "the id of a row in the planning system; an import warns where one looks like a personal number",
    "when": "an instant or a date about a numbered row",
    "code": "a word from a list of ours, or a name of something that is no person",
    "count": "how many, which step, which version",
    "switch": "yes or no about a numbered row",
    "digest": "a keyed or salted digest, a signature or a public key",
}
EXCUSED = {
    "api_key.name": "the system's name that the key was made for, chosen by an administrator",
    "decision.kind": "the kind of the decision in the municipality's own words, counted by kind in each quarter",
    "import_run.package": "a file's name, by which the planner knows her import again",
    "passkey.name": "what the owner calls it; shown to her alone",
    "phone.label": 'what stands on the back of a telephone: "Telefon 7"',
    "public_text.value": "what the municipality says on a public page, for everybody to read",
    "unit.name": "a unit's name, as it stands on its door",
    "unit.phone": "a unit's number, as it stands on its door",
    "user.email": "the address of somebody of the staff at work, by which she signs in and must be found and be unique",
    "user.name": "the name of somebody of the staff as colleagues know her, in each list of who did what",
    "worker.shown_name": "the first name or alias that a worker goes by, shown to everybody who scans a card",
    "worker.title": "an occupation",
}
"""`table.column` → why something that is about a person or a place may stand in the clear."""
FIELDS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""Table → what its columns tell → the columns."""
