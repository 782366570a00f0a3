"""what people say and choose, what units offer, and what stands on the public pages

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from schema import walls
from schema.types import Encrypted
from schema.types import UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

CHANGED = ("came_answer", "consent", "notice_wish", "withdrawal")
NEW = ("remark", "remark_step", "visit_request", "request_step", "own_choice", "unit_offer", "public_text")


def upgrade():
    walls.lift(op.get_bind(), CHANGED)
    with op.batch_alter_table('execution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_execution_recipient_id_worker_id'))
        batch_op.create_index(batch_op.f('ix_execution_recipient_id_worker_id_check_in_at'), ['recipient_id', 'worker_id', 'check_in_at'], unique=False)

    op.create_table('survey_count',
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column("month_on", sa.Date(), nullable=False),
    sa.Column('face', sa.Integer(), nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_survey_count_unit_id')),
    sa.PrimaryKeyConstraint("unit_id", "month_on", 'face', 'way', name=op.f('pk_survey_count'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('once', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('text', Encrypted(), nullable=False),
    sa.Column('reach', Encrypted(), nullable=True),
    sa.Column('said_at', UtcDateTime(), nullable=False),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('answered_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_user_id'], ['user.id'], name=op.f('fk_feedback_answered_by_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('once', name=op.f('uq_feedback_once'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_answered_at'), ['answered_at'], unique=False)

    op.create_table('public_text',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('recorded_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['recorded_by_user_id'], ['user.id'], name=op.f('fk_public_text_recorded_by_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_text'))
    )
    with op.batch_alter_table('public_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_text_name_language'), ['name', 'language'], unique=False)

    op.create_table('unit_offer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ask_minutes', sa.Integer(), nullable=False),
    sa.Column('fee_by', sa.Text(), nullable=False),
    sa.Column('survey', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('recorded_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['recorded_by_user_id'], ['user.id'], name=op.f('fk_unit_offer_recorded_by_user_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_offer_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_offer'))
    )
    with op.batch_alter_table('unit_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_offer_unit_id'), ['unit_id'], unique=False)

    op.create_table('worker_photo',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('image', Encrypted(), nullable=True),
    sa.Column('consented_at', UtcDateTime(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('removed_at', UtcDateTime(), nullable=True),
    sa.Column('removed_by_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['removed_by_user_id'], ['user.id'], name=op.f('fk_worker_photo_removed_by_user_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_worker_photo_user_id')),
    sa.ForeignKeyConstraint(['worker_id'], ['worker.id'], name=op.f('fk_worker_photo_worker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker_photo'))
    )
    with op.batch_alter_table('worker_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_worker_photo_worker_id'), ['worker_id'], unique=False)

    op.create_table('own_choice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('relative_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('(relative_id IS NULL) <> (recipient_id IS NULL)', name=op.f('ck_own_choice_one_person')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_own_choice_device_id')),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_own_choice_recipient_id')),
    sa.ForeignKeyConstraint(['relative_id'], ['relative.id'], name=op.f('fk_own_choice_relative_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_own_choice_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_choice'))
    )
    with op.batch_alter_table('own_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_own_choice_recipient_id'), ['recipient_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_own_choice_relative_id'), ['relative_id'], unique=False)

    op.create_table('remark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('once', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('text', Encrypted(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('relative_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('said_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_remark_device_id')),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_remark_recipient_id')),
    sa.ForeignKeyConstraint(['relative_id'], ['relative.id'], name=op.f('fk_remark_relative_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_remark_unit_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_remark_user_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_remark_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    sa.UniqueConstraint('once', name=op.f('uq_remark_once'))
    )
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remark_recipient_id_date'), ['recipient_id', 'date'], unique=False)
        batch_op.create_index(batch_op.f('ix_remark_unit_id_said_at'), ['unit_id', 'said_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_remark_visit_id'), ['visit_id'], unique=False)

    op.create_table('survey_ask',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_survey_ask_recipient_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_survey_ask_unit_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_survey_ask_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_ask'))
    )
    with op.batch_alter_table('survey_ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_ask_recipient_id_asked_on'), ['recipient_id', 'asked_on'], unique=False)

    op.create_table('visit_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('once', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('wanted_from_at', UtcDateTime(), nullable=True),
    sa.Column('wanted_until_at', UtcDateTime(), nullable=True),
    sa.Column('text', Encrypted(), nullable=True),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_visit_request_device_id')),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_visit_request_recipient_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_visit_request_unit_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_visit_request_user_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_request_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_request')),
    sa.UniqueConstraint('once', name=op.f('uq_visit_request_once'))
    )
    with op.batch_alter_table('visit_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_request_recipient_id_date'), ['recipient_id', 'date'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_request_unit_id_date'), ['unit_id', 'date'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_request_visit_id'), ['visit_id'], unique=False)

    op.create_table('remark_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('remark_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('text', Encrypted(), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['remark_id'], ['remark.id'], name=op.f('fk_remark_step_remark_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_remark_step_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark_step'))
    )
    with op.batch_alter_table('remark_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remark_step_remark_id'), ['remark_id'], unique=False)

    op.create_table('request_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('text', Encrypted(), nullable=True),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_request_step_device_id')),
    sa.ForeignKeyConstraint(['request_id'], ['visit_request.id'], name=op.f('fk_request_step_request_id')),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_request_step_run_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_request_step_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_step'))
    )
    with op.batch_alter_table('request_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_step_request_id'), ['request_id'], unique=False)

    with op.batch_alter_table('came_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_came_answer_device_id'), 'device', ['device_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_came_answer_user_id'), 'user', ['user_id'], ['id'])

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_consent_device_id'), 'device', ['device_id'], ['id'])

    with op.batch_alter_table('notice_wish', schema=None) as batch_op:
        batch_op.add_column(sa.Column('how', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_notice_wish_device_id'), 'device', ['device_id'], ['id'])

    with op.batch_alter_table('withdrawal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('how', sa.Text(), nullable=True))
    walls.lay(op.get_bind(), (*CHANGED, *NEW))


def downgrade():
    walls.lift(op.get_bind(), (*CHANGED, *NEW))
    with op.batch_alter_table('execution', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_execution_recipient_id_worker_id_check_in_at'))
        batch_op.create_index(batch_op.f('ix_execution_recipient_id_worker_id'), ['recipient_id', 'worker_id'], unique=False)

    with op.batch_alter_table('withdrawal', schema=None) as batch_op:
        batch_op.drop_column('how')

    with op.batch_alter_table('notice_wish', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_notice_wish_device_id'), type_='foreignkey')
        batch_op.drop_column('device_id')
        batch_op.drop_column('how')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_consent_device_id'), type_='foreignkey')
        batch_op.drop_column('device_id')

    with op.batch_alter_table('came_answer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_came_answer_user_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_came_answer_device_id'), type_='foreignkey')
        batch_op.drop_column('user_id')
        batch_op.drop_column('device_id')
        batch_op.drop_column('way')

    with op.batch_alter_table('request_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_step_request_id'))

    op.drop_table('request_step')
    with op.batch_alter_table('remark_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remark_step_remark_id'))

    op.drop_table('remark_step')
    with op.batch_alter_table('visit_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_request_visit_id'))
        batch_op.drop_index(batch_op.f('ix_visit_request_unit_id_date'))
        batch_op.drop_index(batch_op.f('ix_visit_request_recipient_id_date'))

    op.drop_table('visit_request')
    with op.batch_alter_table('survey_ask', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_ask_recipient_id_asked_on'))

    op.drop_table('survey_ask')
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remark_visit_id'))
        batch_op.drop_index(batch_op.f('ix_remark_unit_id_said_at'))
        batch_op.drop_index(batch_op.f('ix_remark_recipient_id_date'))

    op.drop_table('remark')
    with op.batch_alter_table('own_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_own_choice_relative_id'))
        batch_op.drop_index(batch_op.f('ix_own_choice_recipient_id'))

    op.drop_table('own_choice')
    with op.batch_alter_table('worker_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_worker_photo_worker_id'))

    op.drop_table('worker_photo')
    with op.batch_alter_table('unit_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unit_offer_unit_id'))

    op.drop_table('unit_offer')
    with op.batch_alter_table('public_text', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_public_text_name_language'))

    op.drop_table('public_text')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feedback_answered_at'))

    op.drop_table('feedback')
    op.drop_table('survey_count')
    walls.lay(op.get_bind(), CHANGED)
