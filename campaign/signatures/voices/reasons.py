"""Why a comment is not shown: one of a few reasons, so that no words about a person go on record. Pure."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a comment is declined."""

    OTHERS = "others"
    INSULT = "insult"
    CLAIM = "claim"
    ADVERTISING = "advertising"
    PRIVATE = "private"
    OFF_TOPIC = "off_topic"
    UNREADABLE = "unreadable"


REASONS: dict[Reason, str] = {
    Reason.OTHERS: "It names or describes another person",
    Reason.INSULT: "It insults, threatens or sets people against each other",
    Reason.CLAIM: "It accuses somebody of something that we cannot stand behind",
    Reason.ADVERTISING: "It advertises, or sends readers elsewhere",
    Reason.PRIVATE: "It tells more of the writer than they may want to be found by",
    Reason.OFF_TOPIC: "It is not about this petition",
    Reason.UNREADABLE: "It cannot be understood, or is no comment",
}
