"""Whatever is changed, deleted, inserted, reordered or truncated by raw SQL is found, and named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text

from backend.seals import seal
from backend.seals.verify import verify
from schema import clock, walls
from schema.chains import digest_of
from schema.db import db
from schema.keyring import ring
from schema.tables import Seal
from tests.seals import chained

CHAINS = ("event", "trail")
pytestmark = pytest.mark.parametrize("chain", CHAINS)
COLUMNS = {
    "event": "kind, visit_id, recipient_id, worker_id, occurred_at, received_at, method, card_home_id, reason, note, "
    "corrects_id, run_id, user_id, api_key_id, salt, digest",
    "trail": "at, user_id, api_key_id, card_id, role, from_unit_id, action, what, recipient_id, worker_id, unit_id, "
    "gap_id, reason, address, salt, digest",
}
PLAIN = {"event": ("method", "'nfc'"), "trail": ("action", "'print'")}
INSTANT = {"event": "occurred_at", "trail": "at"}
SECRET = {"event": "note", "trail": "reason"}


def first(*kinds: str) -> tuple[str, str, str]:
    """The first fault; all kinds that were found must be these."""
    found = verify()
    assert set(found.faults) == set(kinds), found.document()
    assert found.first
    return found.first.kind, found.first.table, found.first.id


def test_what_nobody_touched_is_sound(any_app: Any, chain: str) -> None:
    chained.lay(chain)
    chained.write(chain, 3)
    found = verify()
    assert found.sound, found.document()
    assert (found.chains[chain].sealed, found.chains[chain].waiting, found.chains[chain].seals) == (20, 3, 2)


def test_a_changed_value_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    column, value = PLAIN[chain]
    chained.behind_the_back(f"UPDATE {chain} SET {column} = {value} WHERE id = :id", id=ids[4])
    assert first("changed") == ("changed", chain, str(ids[4]))


def test_a_changed_time_is_found(any_app: Any, chain: str) -> None:
    """The one change that a suspicion is about: a visit that was later than it says."""
    ids = chained.lay(chain)
    chained.behind_the_back(f"UPDATE {chain} SET {INSTANT[chain]} = '2026-11-22 08:54:00' WHERE id = :id", id=ids[0])
    assert first("changed") == ("changed", chain, str(ids[0]))


def test_a_changed_secret_is_found(any_app: Any, chain: str) -> None:
    """Encrypted columns may be written again, for re-encryption: with the same plain content."""
    ids = chained.lay(chain)
    other = ring().encrypt("Något annat")
    db.session.execute(
        text(f"UPDATE {chain} SET {SECRET[chain]} = :other WHERE id = :id"), {"other": other, "id": ids[7]}
    )
    db.session.commit()
    assert first("changed") == ("changed", chain, str(ids[7]))


def test_a_secret_encrypted_anew_is_sound(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    plain = {"event": "Allt var bra", "trail": "Fråga"}[chain]
    db.session.execute(
        text(f"UPDATE {chain} SET {SECRET[chain]} = :anew WHERE id = :id"),
        {"anew": ring().encrypt(plain), "id": ids[7]},
    )
    db.session.commit()
    assert verify().sound


def test_what_cannot_be_read_stops_nobody(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    chained.behind_the_back(f"UPDATE {chain} SET {SECRET[chain]} = 'skräp' WHERE id = :id", id=ids[2])
    assert first("changed") == ("changed", chain, str(ids[2]))


def test_an_instant_that_is_none_stops_nobody(app: Any, chain: str) -> None:
    """Only SQLite takes it."""
    ids = chained.lay(chain)
    chained.behind_the_back(f"UPDATE {chain} SET {INSTANT[chain]} = 'i går' WHERE id = :id", id=ids[2])
    assert first("changed") == ("changed", chain, str(ids[2]))


def test_a_change_with_a_digest_made_without_the_key_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    column, value = PLAIN[chain]
    chained.behind_the_back(
        f"UPDATE {chain} SET {column} = {value}, digest = :digest WHERE id = :id", id=ids[4], digest="ab" * 32
    )
    assert first("changed") == ("changed", chain, str(ids[4]))


def test_a_deleted_row_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    chained.behind_the_back(f"DELETE FROM {chain} WHERE id = :id", id=ids[5])
    assert first("removed") == ("removed", chain, str(ids[5]))


def test_a_row_put_in_after_the_last_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    copied = COLUMNS[chain].replace(" digest", " 'ab' AS digest")
    chained.behind_the_back(
        f"INSERT INTO {chain} (id, {COLUMNS[chain]}) SELECT id + 1000, {copied} FROM {chain} WHERE id = :id", id=ids[3]
    )
    assert first("inserted") == ("inserted", chain, str(ids[3] + 1000))
    seal.seal_new()
    assert first("changed") == ("changed", chain, str(ids[3] + 1000)), "no seal launders it"


def test_a_row_put_in_among_the_others_is_found(any_app: Any, chain: str) -> None:
    """At an id that no row ever had."""
    chained.write(chain, 3, first_id=1)
    chained.write(chain, 3, first_id=11)
    seal.seal_new()
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=True):
        chained.write(chain, 1, first_id=7)
        seal.seal_new()
        found = verify()
    assert [(fault.kind, fault.id) for fault in found.listed if fault.table == chain] == [("inserted", "7")]


def test_a_row_at_an_id_below_the_first_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    chained.behind_the_back(f"INSERT INTO {chain} (id, {COLUMNS[chain]}) SELECT -7, {COLUMNS[chain]} FROM {chain} "
                            "WHERE id = :id", id=ids[3])  # fmt: skip
    seal.seal_new()
    assert first("inserted") == ("inserted", chain, "-7")


def test_a_row_copied_is_found(any_app: Any, chain: str) -> None:
    """Its digest is one that the service made: another salt would be needed, and the key."""
    ids = chained.lay(chain)
    again = f"INSERT INTO {chain} (id, {COLUMNS[chain]}) SELECT id + 500, {COLUMNS[chain]} FROM {chain} WHERE id = :id"
    chained.behind_the_back(again, id=ids[6])
    assert first("copied") == ("copied", chain, str(ids[6] + 500))
    seal.seal_new()
    assert first("copied") == ("copied", chain, str(ids[6] + 500))


def test_rows_that_changed_places_are_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    swap = f"UPDATE {chain} SET id = :to WHERE id = :from"
    connection = db.session.connection()
    walls.lift(connection)
    for one, other in ((ids[2], 9_000), (ids[12], ids[2]), (9_000, ids[12])):
        connection.execute(text(swap), {"from": one, "to": other})
    walls.lay(connection)
    db.session.commit()
    found = verify()
    assert [(fault.kind, fault.id) for fault in found.listed] == [("moved", str(ids[2])), ("moved", str(ids[12]))]


@pytest.mark.parametrize("left", [0, 15])
def test_rows_cut_off_at_the_end_are_found(any_app: Any, chain: str, left: int) -> None:
    ids = chained.lay(chain)
    chained.behind_the_back(f"DELETE FROM {chain} WHERE id >= :id", id=ids[left])
    found = verify()
    assert found.faults == {"removed": 20 - left}
    assert found.first
    assert found.first.id == str(ids[left])


def test_a_seal_taken_out_is_found(any_app: Any, chain: str) -> None:
    chained.lay(chain)
    chained.behind_the_back("DELETE FROM seal WHERE chain = :chain AND number = 1", chain=chain)
    assert first("seal_missing") == ("seal_missing", "seal", f"{chain} 1")


@pytest.mark.parametrize(
    "change",
    ["ranges = '1-9'", "holes = '3'", "top = 99", "sealed_at = '2026-11-22 07:00:00'", "leaves = prior.leaves"],
)
def test_a_seal_changed_is_found(any_app: Any, chain: str, change: str) -> None:
    chained.lay(chain)
    if "prior" in change:
        change = "leaves = (SELECT leaves FROM seal AS prior WHERE chain = :chain AND number = 1)"
    chained.behind_the_back(f"UPDATE seal SET {change} WHERE chain = :chain AND number = 2", chain=chain)
    found = verify()
    assert found.first
    assert (found.first.kind, found.first.id) == ("seal_changed", f"{chain} 2")


def test_a_row_and_its_seal_remade_without_the_key_are_found(any_app: Any, chain: str) -> None:
    """Everything remade as well as it can be: a right form, a wrong key."""
    ids = chained.lay(chain)
    chained.behind_the_back(f"DELETE FROM {chain} WHERE id = :id", id=ids[19])
    last = db.session.scalars(select(Seal).where(Seal.chain == chain, Seal.number == 2)).one()
    ranges, leaves = f"{ids[10]}-{ids[18]}", last.leaves[:-16]
    chained.behind_the_back(
        "UPDATE seal SET ranges = :ranges, leaves = :leaves, top = :top, digest = :digest WHERE id = :id",
        ranges=ranges, leaves=leaves, top=ids[18], digest="cd" * 32, id=last.id,
    )  # fmt: skip
    assert first("seal_changed") == ("seal_changed", "seal", f"{chain} 2")


def test_a_row_long_without_a_seal_is_found(any_app: Any, chain: str) -> None:
    chained.write(chain, 2, written_at=clock.now() - timedelta(hours=25))
    found = verify()
    assert found.faults == {"unsealed": 2}
    seal.seal_new()
    assert verify().sound


def test_a_row_of_the_other_chain_does_not_fit(any_app: Any, chain: str) -> None:
    values = {"kind": "read", "action": "read"}
    assert digest_of("event", "s", values) != digest_of("trail", "s", values)
