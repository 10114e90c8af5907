"""Lists that come in: the file itself, what holds for the whole list, and one file only once"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LIVES = sa.text("state <> 'undone'")


def upgrade() -> None:
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("options", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("letters", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("sample", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("reached", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    # No batch can have been brought in twice before there was a page to do it.
    op.create_index(
        "uq_import_batch_file",
        "import_batch",
        ["campaign_id", "target", "sha256"],
        unique=True,
        postgresql_where=LIVES,
        sqlite_where=LIVES,
    )
    op.create_table(
        "import_piece",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_piece_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_piece")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_import_piece_batch_id_number")),
    )


def downgrade() -> None:
    op.drop_table("import_piece")
    op.drop_index("uq_import_batch_file", table_name="import_batch")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_column("asked_at")
        batch_op.drop_column("reached")
        batch_op.drop_column("sample")
        batch_op.drop_column("letters")
        batch_op.drop_column("options")
