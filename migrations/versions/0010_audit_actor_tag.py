"""audit_actor_tag

The hash of an entry covers a tag of who acted, so that an address can go while the chain stays. Yesterday's code runs on
it: entries without a tag are covered as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("actor_tag", sa.LargeBinary(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_entry", "actor_tag")
