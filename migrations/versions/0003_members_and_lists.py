"""members_and_lists

Roles for one campaign; signatures that are held, struck out or imported; lists that come in; what organizations prove,
change and promise; whose link brought a signer. Yesterday's code runs on it: new columns have defaults.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_role",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "editor",
                "reviewer",
                "exporter",
                "mailer",
                "auditor",
                "security",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_role_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_campaign_role_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "campaign_id", "role", name=op.f("pk_campaign_role")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "release",
                "invalidate",
                "reinstate",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "done",
                "undone",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_decision_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_decision_staff_id")),
        sa.ForeignKeyConstraint(["second_id"], ["staff.id"], name=op.f("fk_decision_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "target",
            sa.Enum("signatures", "organizations", name="target", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "paper",
                "change_org",
                "action_network",
                "pytition",
                "plain",
                "umbrella",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "mapping",
                "checked",
                "applying",
                "applied",
                "stopped",
                "undoing",
                "undone",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=True),
        sa.Column("keyed_by", sa.String(), nullable=False),
        sa.Column("scan_sha256", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("sample_wrong", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("umbrella_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_import_batch_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_import_batch_staff_id")),
        sa.ForeignKeyConstraint(["umbrella_id"], ["organization.id"], name=op.f("fk_import_batch_umbrella_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_batch_public_id")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index("ix_import_batch_campaign", ["campaign_id", "id"], unique=False)
        batch_op.create_index("ix_import_batch_due", ["due_at"], unique=False)

    op.create_table(
        "organization_identifier",
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum(
                "ror",
                "company",
                "wikidata",
                "other",
                name="scheme",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_organization_identifier_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "scheme", name=op.f("pk_organization_identifier")),
    )
    with op.batch_alter_table("organization_identifier", schema=None) as batch_op:
        batch_op.create_index("ix_organization_identifier_value", ["scheme", "value"], unique=False)

    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_referral_campaign_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_referral_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("campaign_id", "organization_id", name=op.f("uq_referral_campaign_id_organization_id")),
        sa.UniqueConstraint("code", name=op.f("uq_referral_code")),
    )
    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "good",
                "warned",
                "faulty",
                "duplicate",
                "taken",
                "undone",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("became_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_import_row_batch_id_number")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index("ix_import_row_state", ["batch_id", "state", "number"], unique=False)

    op.create_table(
        "authority_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("support_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "domain",
                "second_officer",
                "dns",
                "letter",
                "review",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_authority_proof_staff_id")),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_authority_proof_support_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_proof")),
        sa.UniqueConstraint("support_id", "kind", name=op.f("uq_authority_proof_support_id_kind")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("support_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promise", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("evidence_url", sa.String(), nullable=False),
        sa.Column("evidence_note", sa.String(), nullable=False),
        sa.Column("evidence_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "open",
                "met",
                "late",
                "lapsed",
                "declined",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("review_note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'met' OR met_on IS NOT NULL", name=op.f("ck_commitment_met_has_a_day")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_commitment_campaign_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_commitment_staff_id")),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_commitment_support_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_public_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_campaign", ["campaign_id", "state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_support_id"), ["support_id"], unique=False)

    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("support_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_tag", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_officer_support_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_officer_public_id")),
        sa.UniqueConstraint("support_id", name=op.f("uq_officer_support_id")),
    )
    op.create_table(
        "organization_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("support_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("logo_png", sa.LargeBinary(), nullable=True),
        sa.Column("dark_logo_png", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_organization_change_staff_id")),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_organization_change_support_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_change")),
    )
    with op.batch_alter_table("organization_change", schema=None) as batch_op:
        batch_op.create_index("ix_organization_change_state", ["state", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_organization_change_support_id"), ["support_id"], unique=False)

    op.create_table(
        "support_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("support_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "joined",
                "changed",
                "proved",
                "renewed",
                "lapsed",
                "left",
                "promised",
                "met",
                "late",
                "gave_up",
                name="what",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["support_id"], ["support.id"], name=op.f("fk_support_event_support_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_event")),
    )
    with op.batch_alter_table("support_event", schema=None) as batch_op:
        batch_op.create_index("ix_support_event_support", ["support_id", "at"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    with op.batch_alter_table("logo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alt", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dark_sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("dark_png", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("dark_width", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("dark_height", sa.Integer(), nullable=True))

    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.add_column(sa.Column("domain", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_organization_domain"), ["domain"], unique=False)

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_partner_organization_id"), "organization", ["organization_id"], ["id"]
        )

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "was",
                sa.Enum(
                    "pending",
                    "confirmed",
                    "held",
                    "invalidated",
                    "imported",
                    "paper",
                    name="was",
                    native_enum=False,
                    create_constraint=True,
                    length=24,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("held_because", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("referral_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_signature_batch", ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_signature_apart",
            ["campaign_id", "state", "confirmed_at"],
            unique=False,
            postgresql_where=sa.text("state IN ('held', 'invalidated', 'imported', 'paper')"),
            sqlite_where=sa.text("state IN ('held', 'invalidated', 'imported', 'paper')"),
        )
        batch_op.create_index("ix_signature_decision", ["decision_id"], unique=False)
        batch_op.create_index("ix_signature_referral", ["referral_id", "state"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_signature_decision_id"), "decision", ["decision_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_signature_batch_id"), "import_batch", ["batch_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_signature_referral_id"), "referral", ["referral_id"], ["id"])
        batch_op.drop_constraint(op.f("ck_signature_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_signature_state"), "state IN ('pending', 'confirmed', 'held', 'invalidated', 'imported', 'paper')"
        )
        batch_op.drop_constraint(op.f("ck_signature_confirmed_has_a_time"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_signature_confirmed_has_a_time"),
            "(state <> 'confirmed' OR confirmed_at IS NOT NULL) AND (state <> 'pending' OR confirmed_at IS NULL)",
        )
        batch_op.create_check_constraint(
            op.f("ck_signature_set_aside_says_what_it_was"), "state NOT IN ('held', 'invalidated') OR was IS NOT NULL"
        )

    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "authority",
                sa.Enum(
                    "claimed",
                    "domain",
                    "second_officer",
                    "proof",
                    "reviewed",
                    name="authority",
                    native_enum=False,
                    create_constraint=True,
                    length=24,
                ),
                nullable=False,
                server_default="claimed",
            )
        )
        batch_op.add_column(sa.Column("renew_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("renewal_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_support_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_renew_by"), ["renew_by"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_support_batch_id"), "import_batch", ["batch_id"], ["id"])
        batch_op.drop_constraint(op.f("ck_support_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_support_state"),
            "state IN ('unconfirmed', 'waiting', 'approved', 'declined', 'left', 'lapsed', 'invited')",
        )
    # 0001 named these two and left them out, since the tables refer to each other.
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.create_foreign_key(op.f("fk_campaign_text_id"), "campaign_text", ["text_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_campaign_wording_id"), "consent_wording", ["wording_id"], ["id"])
    _fill()


def _fill() -> None:
    """What is new about organizations that are there: the domain of their website, and a year until they renew."""
    connection = op.get_bind()
    organizations = sa.table("organization", sa.column("id"), sa.column("website"), sa.column("domain"))
    for id_, website in connection.execute(sa.select(organizations.c.id, organizations.c.website)).all():
        host = (urlsplit(website).hostname or "").removeprefix("www.")
        connection.execute(sa.update(organizations).where(organizations.c.id == id_).values(domain=host))
    supports = sa.table(
        "support",
        *(sa.column("id"), sa.column("state"), sa.column("approved_at", sa.DateTime(timezone=True))),
        sa.column("renew_by", sa.Date()),
    )
    listed = sa.select(supports.c.id, supports.c.approved_at).where(supports.c.state == "approved")
    for id_, approved_at in connection.execute(listed).all():
        # A year from today for those who joined long ago: nobody lapses because the software changed.
        first = max((approved_at + timedelta(days=365)).date(), datetime.now(UTC).date() + timedelta(days=90))
        connection.execute(sa.update(supports).where(supports.c.id == id_).values(renew_by=first))


def downgrade() -> None:
    # Yesterday's code has no word for these: what was held waits for its owner again, the rest was never counted by it.
    op.execute("UPDATE signature SET state = 'pending', confirmed_at = NULL WHERE state = 'held'")
    op.execute("DELETE FROM signature WHERE state IN ('invalidated', 'imported', 'paper')")
    op.execute("UPDATE support SET state = 'left' WHERE state = 'lapsed'")
    op.execute("UPDATE support SET state = 'unconfirmed' WHERE state = 'invited'")
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.drop_constraint(op.f("fk_campaign_wording_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_campaign_text_id"), type_="foreignkey")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_support_batch_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_support_renew_by"))
        batch_op.drop_index(batch_op.f("ix_support_batch_id"))
        batch_op.drop_column("batch_id")
        batch_op.drop_column("lapsed_at")
        batch_op.drop_column("renewal_asked_at")
        batch_op.drop_column("renew_by")
        batch_op.drop_constraint(op.f("ck_support_authority"), type_="check")
        batch_op.drop_column("authority")
        batch_op.drop_constraint(op.f("ck_support_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_support_state"), "state IN ('unconfirmed', 'waiting', 'approved', 'declined', 'left')"
        )

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_signature_referral_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_signature_batch_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_signature_decision_id"), type_="foreignkey")
        batch_op.drop_index("ix_signature_referral")
        batch_op.drop_index("ix_signature_decision")
        batch_op.drop_index("ix_signature_batch")
        batch_op.drop_index("ix_signature_apart")
        batch_op.drop_column("referral_id")
        batch_op.drop_column("batch_id")
        batch_op.drop_column("decision_id")
        batch_op.drop_column("held_because")
        batch_op.drop_constraint(op.f("ck_signature_set_aside_says_what_it_was"), type_="check")
        batch_op.drop_constraint(op.f("ck_signature_was"), type_="check")
        batch_op.drop_column("was")
        batch_op.drop_constraint(op.f("ck_signature_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_signature_state"), "state IN ('pending', 'confirmed')")
        batch_op.drop_constraint(op.f("ck_signature_confirmed_has_a_time"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_signature_confirmed_has_a_time"), "(state = 'pending') = (confirmed_at IS NULL)"
        )

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_partner_organization_id"), type_="foreignkey")
        batch_op.drop_column("organization_id")

    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_domain"))
        batch_op.drop_column("domain")

    with op.batch_alter_table("logo", schema=None) as batch_op:
        batch_op.drop_column("dark_height")
        batch_op.drop_column("dark_width")
        batch_op.drop_column("dark_png")
        batch_op.drop_column("dark_sha256")
        batch_op.drop_column("alt")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_column("subject")

    with op.batch_alter_table("support_event", schema=None) as batch_op:
        batch_op.drop_index("ix_support_event_support")

    op.drop_table("support_event")
    with op.batch_alter_table("organization_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_change_support_id"))
        batch_op.drop_index("ix_organization_change_state")

    op.drop_table("organization_change")
    op.drop_table("officer")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_support_id"))
        batch_op.drop_index("ix_commitment_campaign")

    op.drop_table("commitment")
    op.drop_table("authority_proof")
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_import_row_state")

    op.drop_table("import_row")
    op.drop_table("referral")
    with op.batch_alter_table("organization_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_organization_identifier_value")

    op.drop_table("organization_identifier")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_import_batch_due")
        batch_op.drop_index("ix_import_batch_campaign")

    op.drop_table("import_batch")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_campaign_id"))

    op.drop_table("decision")
    op.drop_table("campaign_role")
