"""What retention erased is accepted with its signed record, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text

from backend.seals import removal, seal
from backend.seals.verify import verify
from schema import clock
from schema.chains import CHAINS
from schema.db import db, table_of
from schema.keyring import ring
from schema.tables import Incident, Removal, User
from tests.seals import chained

BOTH = pytest.mark.parametrize("chain", ["event", "trail"])


def erase(table: str, ids: list[int]) -> int:
    """As a run of retention does it."""
    gone = removal.erase(table, ids, "five_years", 1)
    db.session.commit()
    return gone


@BOTH
def test_what_was_erased_under_a_record_is_sound(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    assert erase(chain, [*ids[2:5], *ids[8:13]]) == 8
    found = verify()
    assert found.sound, found.document()
    assert (found.chains[chain].sealed, found.chains[chain].erased) == (12, 8)
    assert db.session.scalar(select(func.count(Removal.id))) == 2


@BOTH
def test_rows_without_a_seal_are_sealed_before_they_go(any_app: Any, chain: str) -> None:
    ids = chained.write(chain, 6)
    erase(chain, ids[:3])
    found = verify()
    assert found.sound, found.document()
    assert (found.chains[chain].sealed, found.chains[chain].erased) == (3, 3)


@BOTH
def test_long_runs_go_under_several_records(any_app: Any, chain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 4)
    ids = chained.lay(chain)
    assert erase(chain, ids[:11]) == 11
    assert db.session.scalar(select(func.count(Removal.id))) == 3
    assert verify().sound


@BOTH
def test_a_forged_record_is_found(any_app: Any, chain: str) -> None:
    """Whoever has the database but not the keys makes a record, and the wall lets the row go."""
    ids = chained.lay(chain)
    db.session.add(
        Removal(chain=chain, first_id=ids[3], last_id=ids[3], rule="five_years", run_id=1, removed_at=clock.now(),
                leaves_digest="ab" * 32, signature="QUJD")
    )  # fmt: skip
    db.session.flush()
    db.session.execute(text(f"DELETE FROM {chain} WHERE id = :id"), {"id": ids[3]})
    db.session.commit()
    found = verify()
    assert [(fault.kind, fault.table) for fault in found.listed] == [("removal_forged", "removal"), ("removed", chain)]
    assert found.first
    assert found.first.id == "1"


@BOTH
def test_a_record_stretched_over_more_rows_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    erase(chain, ids[:2])
    chained.behind_the_back("UPDATE removal SET last_id = last_id + 1", f"DELETE FROM {chain} WHERE id = {ids[2]}")
    found = verify()
    assert found.first
    assert found.first.kind == "removal_forged"
    assert found.faults["removed"] == 3


@BOTH
def test_a_record_taken_away_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    erase(chain, ids[:2])
    chained.behind_the_back("DELETE FROM removal")
    found = verify()
    assert [(fault.kind, fault.id) for fault in found.listed] == [("removed", str(ids[0])), ("removed", str(ids[1]))]


@BOTH
def test_a_row_changed_before_it_was_erased_is_found(any_app: Any, chain: str) -> None:
    """Retention does not wash it away: the record is over what was there, the seal over what was written."""
    ids = chained.lay(chain)
    chained.behind_the_back(f"UPDATE {chain} SET digest = :digest WHERE id = :id", digest="ab" * 32, id=ids[3])
    erase(chain, ids[:6])
    found = verify()
    assert found.faults == {"removal_forged": 1}


@BOTH
def test_an_erased_row_put_back_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    table = table_of(CHAINS[chain])
    row = dict(db.session.execute(select(table).where(table.c.id == ids[1])).mappings().one())
    erase(chain, ids[:3])
    db.session.execute(table.insert().values(row))
    db.session.commit()
    found = verify()
    assert [(fault.kind, fault.id) for fault in found.listed] == [("inserted", str(ids[1]))]


@BOTH
def test_an_erased_row_copied_to_another_place_is_found(any_app: Any, chain: str) -> None:
    ids = chained.lay(chain)
    table = table_of(CHAINS[chain])
    row = dict(db.session.execute(select(table).where(table.c.id == ids[1])).mappings().one())
    erase(chain, ids[:3])
    db.session.execute(table.insert().values({**row, "id": ids[-1] + 1}))
    db.session.commit()
    seal.seal_new()
    found = verify()
    assert [(fault.kind, fault.id) for fault in found.listed] == [("copied", str(ids[-1] + 1))]


@BOTH
def test_no_id_of_an_erased_row_is_given_out_again(app: Any, chain: str) -> None:
    """SQLite gives out the highest id again once its row is gone: so the newest stays until another follows."""
    ids = chained.lay(chain)
    assert erase(chain, ids) == 19
    anew = chained.write(chain, 1)
    assert anew == [ids[-1] + 1]
    assert erase(chain, ids) == 1
    assert verify().sound


def test_a_table_that_is_no_chain_goes_under_a_record_too(any_app: Any) -> None:
    user = User(email="a@example.se", name="A", fs_uniquifier="x", created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    for number in (1, 2, 3):
        db.session.add(Incident(number=number, step="found", happened_at=clock.now(), text="x", user_id=user.id,
                                written_at=clock.now()))  # fmt: skip
    db.session.commit()
    assert erase("incident", [1, 2]) == 2
    assert db.session.scalars(select(Incident.number)).all() == [3]
    assert verify().sound
    chained.behind_the_back("UPDATE removal SET rule = 'whim'")
    assert verify().faults == {"removal_forged": 1}


def test_a_table_without_a_wall_has_no_record(app: Any) -> None:
    with pytest.raises(ValueError, match="no wall"):
        removal.erase("message", [1], "months", 1)


@BOTH
def test_rows_encrypted_anew_are_sound(any_app: Any, chain: str) -> None:
    """The rotation of the keys writes each encrypted cell again, and both seals and digests hold."""
    chained.lay(chain)
    column = {"event": "note", "trail": "address"}[chain]
    for row_id, cell in db.session.execute(text(f"SELECT id, {column} FROM {chain}")).all():
        anew = {"cell": ring().encrypt(ring().decrypt(cell)), "id": row_id}
        db.session.execute(text(f"UPDATE {chain} SET {column} = :cell WHERE id = :id"), anew)
    db.session.commit()
    assert verify().sound
