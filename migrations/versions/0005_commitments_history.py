"""commitments_history

What happened to each promise, a line each, and the dates that an organization asks for. Yesterday's code runs on it:
new columns may be empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACTS = (
    "proposed",
    "published",
    "declined",
    "evidence",
    "met",
    "not_yet",
    "date_asked",
    "date_moved",
    "date_kept",
    "reminded",
    "late",
    "lapsed",
    "gave_up",
    "ended",
    "reopened",
    "undone",
)


def upgrade() -> None:
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("asked_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "commitment_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "act",
            sa.Enum(*ACTS, name="act", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_step_commitment_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_commitment_step_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_step")),
    )
    with op.batch_alter_table("commitment_step", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_step_commitment", ["commitment_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("commitment_step")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_column("asked_at")
        batch_op.drop_column("asked_due_on")
        batch_op.drop_column("first_due_on")
