"""Columns about people say why they exist, and each table that has one is on the privacy page."""

import re

from campaign.db import db
from campaign.privacy.holders import HOLDERS


def personal_tables() -> set[str]:
    return {
        table.name
        for table in db.metadata.tables.values()
        if any("personal" in column.info for column in table.columns)
    }


def test_every_table_about_people_has_a_holder_and_every_holder_a_table() -> None:
    assert set(HOLDERS) == personal_tables()


def test_holders_say_what_is_kept_and_what_takes_it_away() -> None:
    for name, holder in HOLDERS.items():
        assert holder.table == name
        assert holder.kept.endswith(".")
        assert holder.erased_by.endswith(".")


def test_personal_columns_say_why_and_until_when() -> None:
    for table in db.metadata.tables.values():
        for column in table.columns:
            reason = column.info.get("personal")
            assert reason is None or re.search(r"with the row|until|while|after|emptied|\bdays\b|months", reason), (
                f"{table.name}.{column.name}: why; until when"
            )


def test_what_looks_personal_is_marked() -> None:
    telling = ("email", "password", "address_tag", "network_tag", "public_name", "sealed")
    for table in db.metadata.tables.values():
        for column in table.columns:
            if column.name in telling:
                assert "personal" in column.info, f"{table.name}.{column.name} is about people and does not say why"
