"""desk_notes_filters_decisions

Notes of staff, which go with what they are about; lists as people like to see them; decisions about several
organizations. Only new tables: yesterday's code runs on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "signature",
                "support",
                "organization",
                "import_batch",
                "campaign",
                name="about",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("signature_id", BIG, nullable=True),
        sa.Column("support_id", BIG, nullable=True),
        sa.Column("organization_id", BIG, nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(sealed IS NULL) = (deleted_at IS NOT NULL)", name=op.f("ck_note_deleted_has_no_words")),
        sa.CheckConstraint(
            "(about = 'signature') = (signature_id IS NOT NULL) AND (about = 'support') = (support_id IS NOT NULL)"
            " AND (about = 'organization') = (organization_id IS NOT NULL)"
            " AND (about = 'import_batch') = (batch_id IS NOT NULL)"
            " AND (about = 'organization') = (campaign_id IS NULL)",
            name=op.f("ck_note_about_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_note_signature_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_note_support_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_note_organization_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_note_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_note_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_note_staff_id")),
        sa.ForeignKeyConstraint(["deleted_by"], ["staff.id"], name=op.f("fk_note_deleted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_note_public_id")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        for column in ("signature_id", "support_id", "organization_id", "batch_id", "campaign_id"):
            batch_op.create_index(batch_op.f(f"ix_note_{column}"), [column], unique=False)

    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_filter_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("staff_id", "endpoint", "name", name=op.f("uq_saved_filter_staff_id_endpoint_name")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_filter_endpoint"), ["endpoint"], unique=False)

    op.create_table(
        "support_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "accept",
                "decline",
                "kind",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("supports", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_support_decision_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_support_decision_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_decision")),
    )
    with op.batch_alter_table("support_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_decision_campaign_id"), ["campaign_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("support_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_decision_campaign_id"))

    op.drop_table("support_decision")
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_filter_endpoint"))

    op.drop_table("saved_filter")
    with op.batch_alter_table("note", schema=None) as batch_op:
        for column in ("campaign_id", "batch_id", "organization_id", "support_id", "signature_id"):
            batch_op.drop_index(batch_op.f(f"ix_note_{column}"))

    op.drop_table("note")
