"""the units that an incident concerns

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from schema import walls
from schema.types import IdList

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    walls.lift(op.get_bind(), ('incident',))
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unit_ids', IdList(), nullable=True))

    walls.lay(op.get_bind(), ('incident',))


def downgrade():
    walls.lift(op.get_bind(), ('incident',))
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.drop_column('unit_ids')

    walls.lay(op.get_bind(), ('incident',))
