"""notices

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from schema import walls
from schema.types import Encrypted
from schema.types import UtcDateTime

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

WALLED = ("notice_wish", "unit_notice", "came_answer")


def upgrade():
    op.create_table('kept_promise',
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('whole', sa.Integer(), nullable=False),
    sa.Column('counted_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('date', 'name', name=op.f('pk_kept_promise'))
    )
    op.create_table('provider_rest',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('rests_until_at', UtcDateTime(), nullable=True),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_provider_rest'))
    )
    op.create_table('receipt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('provider', sa.Text(), nullable=False),
    sa.Column('sid', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('moved', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt'))
    )
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipt_sid'), ['sid'], unique=False)

    op.create_table('on_call',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('name', Encrypted(), nullable=False),
    sa.Column('phone', Encrypted(), nullable=False),
    sa.Column('phone_hash', sa.Text(), nullable=False),
    sa.Column('from_time', sa.Time(), nullable=False),
    sa.Column('to_time', sa.Time(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('until_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_on_call_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_on_call'))
    )
    with op.batch_alter_table('on_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_on_call_unit_id'), ['unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_on_call_phone_hash'), ['phone_hash'], unique=False)

    op.create_table('hand_call',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=False),
    sa.Column('done_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['done_by_user_id'], ['user.id'], name=op.f('fk_hand_call_done_by_user_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_hand_call_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_call')),
    sa.UniqueConstraint('message_id', name=op.f('uq_hand_call_message_id'))
    )
    with op.batch_alter_table('hand_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hand_call_unit_id_date'), ['unit_id', 'date'], unique=False)

    op.create_table('inbound_text',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sid', sa.Text(), nullable=False),
    sa.Column('number', Encrypted(), nullable=False),
    sa.Column('number_hash', sa.Text(), nullable=False),
    sa.Column('body', Encrypted(), nullable=True),
    sa.Column('meaning', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('answered_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answer_message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_user_id'], ['user.id'], name=op.f('fk_inbound_text_answered_by_user_id')),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_inbound_text_recipient_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_inbound_text_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbound_text')),
    sa.UniqueConstraint('sid', name=op.f('uq_inbound_text_sid'))
    )
    with op.batch_alter_table('inbound_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbound_text_number_hash'), ['number_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbound_text_unit_id_answered_at'), ['unit_id', 'answered_at'], unique=False)

    op.create_table('unit_notice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('monthly_segments', sa.Integer(), nullable=True),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('recorded_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['recorded_by_user_id'], ['user.id'], name=op.f('fk_unit_notice_recorded_by_user_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_notice_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_notice'))
    )
    with op.batch_alter_table('unit_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_notice_unit_id'), ['unit_id'], unique=False)

    op.create_table('notice_wish',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('relative_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('notices', sa.Text(), nullable=False),
    sa.Column('list_at', sa.Time(), nullable=True),
    sa.Column('evening_before', sa.Boolean(), nullable=False),
    sa.Column('way', sa.Text(), nullable=True),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('recorded_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(relative_id IS NULL) <> (recipient_id IS NULL)', name=op.f('ck_notice_wish_one_person')),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_notice_wish_recipient_id')),
    sa.ForeignKeyConstraint(['recorded_by_user_id'], ['user.id'], name=op.f('fk_notice_wish_recorded_by_user_id')),
    sa.ForeignKeyConstraint(['relative_id'], ['relative.id'], name=op.f('fk_notice_wish_relative_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_wish'))
    )
    with op.batch_alter_table('notice_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_wish_recipient_id'), ['recipient_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_wish_relative_id'), ['relative_id'], unique=False)

    op.create_table('caller_pin',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pin_hash', sa.Text(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.Column('set_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_caller_pin_recipient_id')),
    sa.ForeignKeyConstraint(['set_by_user_id'], ['user.id'], name=op.f('fk_caller_pin_set_by_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_caller_pin'))
    )
    with op.batch_alter_table('caller_pin', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_caller_pin_recipient_id'), ['recipient_id'], unique=False)

    op.create_table('push_subscription',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('endpoint', Encrypted(), nullable=False),
    sa.Column('endpoint_hash', sa.Text(), nullable=False),
    sa.Column('p256dh', Encrypted(), nullable=False),
    sa.Column('auth', Encrypted(), nullable=False),
    sa.Column('subscribed_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_push_subscription_device_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_subscription'))
    )
    with op.batch_alter_table('push_subscription', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_push_subscription_device_id'), ['device_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_push_subscription_endpoint_hash'), ['endpoint_hash'], unique=False)

    op.create_table('alert',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('raised_at', UtcDateTime(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('told_at', UtcDateTime(), nullable=True),
    sa.Column('taken_at', UtcDateTime(), nullable=True),
    sa.Column('taken_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('escalated_at', UtcDateTime(), nullable=True),
    sa.Column('over_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_alert_recipient_id')),
    sa.ForeignKeyConstraint(['taken_by_user_id'], ['user.id'], name=op.f('fk_alert_taken_by_user_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_alert_unit_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_alert_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    sa.UniqueConstraint('visit_id', name=op.f('uq_alert_visit_id'))
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alert_unit_id'), ['unit_id'], unique=False)

    op.create_table('came_answer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('came', sa.Boolean(), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answered_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_came_answer_recipient_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_came_answer_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_came_answer'))
    )
    with op.batch_alter_table('came_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_came_answer_recipient_id_date'), ['recipient_id', 'date'], unique=False)
        batch_op.create_index(batch_op.f('ix_came_answer_visit_id'), ['visit_id'], unique=False)

    op.create_table('announcement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('change_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('moment_at', UtcDateTime(), nullable=True),
    sa.Column('arose_at', UtcDateTime(), nullable=False),
    sa.Column('ready_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['change_id'], ['visit_change.id'], name=op.f('fk_announcement_change_id')),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_announcement_recipient_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_announcement_unit_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_announcement_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    sa.UniqueConstraint('key', name=op.f('uq_announcement_key'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_recipient_id'), ['recipient_id'], unique=False)
        batch_op.create_index('ix_announcement_undecided', ['ready_at'], unique=False, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
        batch_op.create_index('ix_announcement_held', ['unit_id'], unique=False, sqlite_where=sa.text("outcome = 'fuse'"), postgresql_where=sa.text("outcome = 'fuse'"))

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('level', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('segments', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wanted_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('handed_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('delivered_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('redacted_at', UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_message_unit_id_created_at'), ['unit_id', 'created_at'], unique=False)
        batch_op.create_index('ix_message_opted_out', ['settled_at'], unique=False, sqlite_where=sa.text("reason = 'opted_out_21610'"), postgresql_where=sa.text("reason = 'opted_out_21610'"))
        batch_op.create_index('ix_message_unredacted', ['handed_at'], unique=False, sqlite_where=sa.text("redacted_at IS NULL AND sid IS NOT NULL"), postgresql_where=sa.text("redacted_at IS NULL AND sid IS NOT NULL"))
        batch_op.create_index('ix_message_urgent', ['due_at'], unique=False, sqlite_where=sa.text("urgent AND state = 'queued'"), postgresql_where=sa.text("urgent AND state = 'queued'"))
        batch_op.create_foreign_key(batch_op.f('fk_message_visit_id'), 'visit', ['visit_id'], ['id'])

    walls.lift(op.get_bind(), ("consent",))
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.alter_column('recorded_by_user_id', existing_type=sa.BigInteger(), nullable=True)

    walls.lay(op.get_bind(), (*WALLED, "consent"))


def downgrade():
    walls.lift(op.get_bind(), (*WALLED, "consent"))
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.alter_column('recorded_by_user_id', existing_type=sa.BigInteger(), nullable=False)

    walls.lay(op.get_bind(), ("consent",))
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_message_visit_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_message_unit_id_created_at'))
        batch_op.drop_index('ix_message_unredacted', sqlite_where=sa.text("redacted_at IS NULL AND sid IS NOT NULL"), postgresql_where=sa.text("redacted_at IS NULL AND sid IS NOT NULL"))
        batch_op.drop_index('ix_message_opted_out', sqlite_where=sa.text("reason = 'opted_out_21610'"), postgresql_where=sa.text("reason = 'opted_out_21610'"))
        batch_op.drop_index('ix_message_urgent', sqlite_where=sa.text("urgent AND state = 'queued'"), postgresql_where=sa.text("urgent AND state = 'queued'"))
        batch_op.drop_column('redacted_at')
        batch_op.drop_column('delivered_at')
        batch_op.drop_column('handed_at')
        batch_op.drop_column('wanted_at')
        batch_op.drop_column('segments')
        batch_op.drop_column('urgent')
        batch_op.drop_column('level')
        batch_op.drop_column('visit_id')

    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index('ix_announcement_held', sqlite_where=sa.text("outcome = 'fuse'"), postgresql_where=sa.text("outcome = 'fuse'"))
        batch_op.drop_index('ix_announcement_undecided', sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_announcement_recipient_id'))

    op.drop_table('announcement')
    with op.batch_alter_table('came_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_came_answer_visit_id'))
        batch_op.drop_index(batch_op.f('ix_came_answer_recipient_id_date'))

    op.drop_table('came_answer')
    with op.batch_alter_table('push_subscription', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_push_subscription_endpoint_hash'))
        batch_op.drop_index(batch_op.f('ix_push_subscription_device_id'))

    op.drop_table('push_subscription')
    with op.batch_alter_table('caller_pin', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_caller_pin_recipient_id'))

    op.drop_table('caller_pin')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_unit_id'))

    op.drop_table('alert')
    with op.batch_alter_table('notice_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_wish_relative_id'))
        batch_op.drop_index(batch_op.f('ix_notice_wish_recipient_id'))

    op.drop_table('notice_wish')
    with op.batch_alter_table('unit_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unit_notice_unit_id'))

    op.drop_table('unit_notice')
    with op.batch_alter_table('inbound_text', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbound_text_unit_id_answered_at'))
        batch_op.drop_index(batch_op.f('ix_inbound_text_number_hash'))

    op.drop_table('inbound_text')
    with op.batch_alter_table('hand_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hand_call_unit_id_date'))

    op.drop_table('hand_call')
    with op.batch_alter_table('on_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_on_call_phone_hash'))
        batch_op.drop_index(batch_op.f('ix_on_call_unit_id'))

    op.drop_table('on_call')
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receipt_sid'))

    op.drop_table('receipt')
    op.drop_table('provider_rest')
    op.drop_table('kept_promise')
