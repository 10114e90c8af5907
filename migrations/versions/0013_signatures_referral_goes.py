"""signatures_referral_goes

A signer's own link goes with the signature; whoever came by it stays, and is then said to have come by none.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_signature_referral_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_referral_id"), "referral", ["referral_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_signature_referral_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_signature_referral_id"), "referral", ["referral_id"], ["id"])
