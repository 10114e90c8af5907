"""content_and_languages

Content in several languages, with its files; words of campaigns in several languages; milestones, corrections and daily
counts; comments that are shown; links of signers; addresses that changed. Yesterday's code runs on it: what it does not
know has a default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moved",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_moved")),
    )
    op.create_table(
        "asset",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_asset_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asset_public_id")),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "campaign_words",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "recipient",
                "complaint_body",
                "closing_note",
                "please_confirm",
                "reminder",
                "thank_you",
                "share",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_words_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "field", "language", name=op.f("pk_campaign_words")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "people",
                "organizations",
                "countries",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_correction_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("ix_correction_campaign", ["campaign_id", "at"], unique=False)

    op.create_table(
        "daily_count",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("organizations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_daily_count_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "day", name=op.f("pk_daily_count")),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "people",
                "organizations",
                "countries",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("drafts_news", sa.Boolean(), nullable=False),
        sa.Column("tells", sa.LargeBinary(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_value", sa.Integer(), nullable=True),
        sa.Column("fallen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("threshold > 0", name=op.f("ck_milestone_threshold_is_positive")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_milestone_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint(
            "campaign_id", "measure", "threshold", name=op.f("uq_milestone_campaign_id_measure_threshold")
        ),
    )
    op.create_table(
        "page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "news",
                "page",
                "resource",
                "lesson",
                "event",
                "partner",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "published", "retired", name="state", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("goes_live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_menu", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR goes_live_at IS NOT NULL", name=op.f("ck_page_published_has_a_time")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_page_campaign_id")),
        sa.ForeignKeyConstraint(["cover_id"], ["asset.id"], name=op.f("fk_page_cover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_page_kind_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_page_public_id")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_page_shown", ["kind", "state", "goes_live_at"], unique=False)

    op.create_table(
        "page_event",
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("online_url", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_page_event_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_event_page_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_event")),
    )
    op.create_table(
        "page_partner",
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organization_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_page_partner_organization_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_partner_page_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_partner")),
    )
    op.create_table(
        "page_resource",
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("authors", sa.String(), nullable=False),
        sa.Column("doi", sa.String(), nullable=False),
        sa.Column("issued", sa.String(), nullable=False),
        sa.Column("supersedes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_resource_page_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["page.id"], name=op.f("fk_page_resource_supersedes_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_resource")),
    )
    op.create_table(
        "page_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_revision_page_id")),
        sa.ForeignKeyConstraint(["source_id"], ["page_revision.id"], name=op.f("fk_page_revision_source_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_page_revision_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_revision")),
        sa.UniqueConstraint("page_id", "language", "number", name=op.f("uq_page_revision_page_id_language_number")),
    )
    with op.batch_alter_table("page_revision", schema=None) as batch_op:
        batch_op.create_index("ix_page_revision_published", ["page_id", "language", "published_at"], unique=False)

    op.create_table(
        "resource_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("asset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(asset_id IS NULL) <> (url = '')", name=op.f("ck_resource_file_is_a_file_or_a_link")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_resource_file_asset_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_resource_file_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_file")),
        sa.UniqueConstraint(
            "page_id", "language", "version", "label", name=op.f("uq_resource_file_page_id_language_version_label")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_resource_file_public_id")),
    )
    with op.batch_alter_table("resource_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_file_page_id"), ["page_id"], unique=False)

    op.create_table(
        "voice",
        sa.Column(
            "signature_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "shown", "declined", name="state", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("is_featured", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_voice_campaign_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_voice_signature_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_voice")),
    )
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.create_index("ix_voice_shown", ["campaign_id", "state", "shown_at"], unique=False)

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("colour", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("frame_origins", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("campaign_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_steps", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("source_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_campaign_text_source_id"), "campaign_text", ["source_id"], ["id"])

    with op.batch_alter_table("consent_wording", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signature_id", sa.BigInteger(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_referral_signature_id"), ["signature_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_referral_signature_id"), "signature", ["signature_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("shows_comment", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_column("languages")

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_column("shows_comment")
        batch_op.drop_column("language")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_referral_signature_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_referral_signature_id"), type_="unique")
        batch_op.drop_column("signature_id")

    with op.batch_alter_table("consent_wording", schema=None) as batch_op:
        batch_op.drop_column("replaced_at")

    with op.batch_alter_table("campaign_text", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_campaign_text_source_id"), type_="foreignkey")
        batch_op.drop_column("source_id")
        batch_op.drop_column("next_steps")

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("frame_origins")
        batch_op.drop_column("colour")

    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.drop_index("ix_voice_shown")

    op.drop_table("voice")
    with op.batch_alter_table("resource_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_file_page_id"))

    op.drop_table("resource_file")
    with op.batch_alter_table("page_revision", schema=None) as batch_op:
        batch_op.drop_index("ix_page_revision_published")

    op.drop_table("page_revision")
    op.drop_table("page_resource")
    op.drop_table("page_partner")
    op.drop_table("page_event")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_index("ix_page_shown")
        batch_op.drop_index(batch_op.f("ix_page_campaign_id"))

    op.drop_table("page")
    op.drop_table("milestone")
    op.drop_table("daily_count")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_campaign")

    op.drop_table("correction")
    op.drop_table("campaign_words")
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_campaign_id"))

    op.drop_table("asset")
    op.drop_table("moved")
