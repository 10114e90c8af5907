"""search_index

What the site's search reads: a row for each thing that can be found, and the database's own index of its words. It is
made from other tables and can be made anew at any time, so going down loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STEMS = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ar": "arabic",
}


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "campaign",
                "news",
                "page",
                "resource",
                "lesson",
                "event",
                "partner",
                "organization",
                "sponsor",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("shown_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title_words", sa.String(), nullable=False),
        sa.Column("body_words", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_search_document_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "object_id", "language", name=op.f("uq_search_document_kind_object_id_language")),
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_document_campaign_id"), ["campaign_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite()


def _upgrade_postgresql() -> None:
    vector = (
        "setweight(to_tsvector('{0}'::regconfig, title_words), 'A') ||"
        " setweight(to_tsvector('{0}'::regconfig, body_words), 'D')"
    )
    stems = " ".join(f"WHEN '{language}' THEN {vector.format(name)}" for language, name in STEMS.items())
    op.execute(
        "ALTER TABLE search_document ADD COLUMN words tsvector GENERATED ALWAYS AS"
        f" ({vector.format('simple')} || CASE language {stems} ELSE ''::tsvector END) STORED"
    )
    op.execute("CREATE INDEX ix_search_document_words ON search_document USING gin (words)")


def _upgrade_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5(title_words, body_words, content='search_document',"
        " content_rowid='id', tokenize='porter unicode61 remove_diacritics 0')"
    )
    add = "INSERT INTO search_words (rowid, title_words, body_words) VALUES (new.id, new.title_words, new.body_words);"
    take = (
        "INSERT INTO search_words (search_words, rowid, title_words, body_words)"
        " VALUES ('delete', old.id, old.title_words, old.body_words);"
    )
    for name, when, does in (
        ("added", "AFTER INSERT", add),
        ("removed", "AFTER DELETE", take),
        ("changed", "AFTER UPDATE", take + add),
    ):
        op.execute(f"CREATE TRIGGER search_document_{name} {when} ON search_document BEGIN {does} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER search_document_{name}")
        op.execute("DROP TABLE search_words")
    op.drop_table("search_document")
