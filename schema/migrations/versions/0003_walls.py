"""the walls around what is append-only; rows from before the seals get the digest that seals rest on

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from schema import walls
from schema.chains import digest_of
from schema.types import Encrypted, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WALLED = (
    "event", "trail", "seal", "head", "removal", "retention_run", "gap_review", "consent", "withdrawal", "disclosure",
    "incident", "log_check", "plan_revision", "visit_revision", "visit_change", "promise",
)
AT_ONCE = 2_000
PLAIN = {
    "event": {"occurred_at": UtcDateTime, "received_at": UtcDateTime, "note": Encrypted},
    "trail": {"at": UtcDateTime, "reason": Encrypted, "address": Encrypted},
}


def upgrade():
    bind = op.get_bind()
    if not bind.execute(sa.text("SELECT count(*) FROM seal")).scalar():
        for chain in PLAIN:
            _digest_anew(bind, chain)
    walls.lay(bind, WALLED)


def downgrade():
    bind = op.get_bind()
    walls.lift(bind, WALLED)
    if bind.dialect.name == "postgresql":
        bind.execute(sa.text("DROP FUNCTION vemkommer_wall_refuses(), vemkommer_wall_asks()"))


def _digest_anew(bind, chain):
    """No seal covers these rows yet. Their digests were salted, and those of today are keyed too."""
    table = sa.Table(chain, sa.MetaData(), autoload_with=bind)
    for name, kind in PLAIN[chain].items():
        table.c[name].type = kind()
    last, write = 0, sa.update(table).where(table.c.id == sa.bindparam("this")).values(digest=sa.bindparam("anew"))
    while True:
        query = sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)
        rows = bind.execute(query).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        bind.execute(write, [{"this": row["id"], "anew": digest_of(chain, row["salt"], row)} for row in rows])
