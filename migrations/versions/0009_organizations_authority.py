"""organizations_authority

How second officers are written to, questions to the DNS, and organizations that turned out to be one. Yesterday's code
runs on it: new columns have defaults or may be empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("undone_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("officer") as batch_op:
        batch_op.add_column(sa.Column("mails", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("support") as batch_op:
        batch_op.add_column(sa.Column("officer_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("officer_denied_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "dns_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("support_id", BIG_ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "found", "other", "missing", "failed",
                name="outcome", native_enum=False, create_constraint=True, length=24,
            ),
            nullable=True,
        ),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_dns_check_support_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dns_check")),
        sa.UniqueConstraint("support_id", name=op.f("uq_dns_check_support_id")),
    )  # fmt: skip
    op.create_index("ix_dns_check_due", "dns_check", ["due_at"])
    op.create_table(
        "organization_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", BIG_ID, nullable=False),
        sa.Column("into_id", BIG_ID, nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("declined", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["organization.id"], name=op.f("fk_organization_merge_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["organization.id"], name=op.f("fk_organization_merge_into_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_organization_merge_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_merge")),
    )
    op.create_index(op.f("ix_organization_merge_from_id"), "organization_merge", ["from_id"])
    op.create_index(op.f("ix_organization_merge_into_id"), "organization_merge", ["into_id"])
    op.create_index(
        "uq_organization_merge_open", "organization_merge", ["from_id"], unique=True,
        postgresql_where=OPEN, sqlite_where=OPEN,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("organization_merge")
    op.drop_table("dns_check")
    with op.batch_alter_table("support") as batch_op:
        batch_op.drop_column("officer_denied_at")
        batch_op.drop_column("officer_asked_at")
    with op.batch_alter_table("officer") as batch_op:
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("mailed_at")
        batch_op.drop_column("mails")
