"""The timetable on one page. Each entry is harmless to run twice or late: rows say what is due."""

from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {
    "letters that are due": {"task": "mail.deliver_due", "schedule": 2.0, "options": {"expires": 10}},
    "one reminder to confirm": {"task": "signatures.remind", "schedule": 600.0, "options": {"expires": 600}},
    "unconfirmed entries go after 7 days": {
        "task": "signatures.purge_pending",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "unconfirmed applications go after 14 days": {
        "task": "organizations.purge_unconfirmed",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "declined applications go after 30 days": {
        "task": "organizations.purge_declined",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "counters, caps and old mail rows": {"task": "upkeep.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "open data of the trackers": {"task": "trackers.publish_files", "schedule": 600.0, "options": {"expires": 600}},
    "the worker is alive": {"task": "upkeep.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
}
