"""content_waits_and_categories

Links to drafts that can be ended; new words of a public page that wait for their moment; names of categories in other
languages. Yesterday's code runs on it: what it does not know has a default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_name",
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("category", "language", name=op.f("pk_category_name")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previews", sa.Integer(), nullable=False, server_default="0"))
    # Links to drafts that were made before are on no list, so they end here.
    op.execute("UPDATE page SET previews = 1")
    with op.batch_alter_table("page_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_page_revision_due_at"), ["due_at"], unique=False)
    op.create_table(
        "page_preview_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_preview_link_page_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_page_preview_link_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_preview_link")),
    )
    with op.batch_alter_table("page_preview_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_preview_link_page_id"), ["page_id"], unique=False)


def downgrade() -> None:
    op.drop_table("page_preview_link")
    with op.batch_alter_table("page_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_revision_due_at"))
        batch_op.drop_column("due_at")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_column("previews")
    op.drop_table("category_name")
