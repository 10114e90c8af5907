"""The timetable on one page. Each entry is harmless to run twice or late: rows say what is due."""

from typing import Any

from celery.schedules import crontab

TIMETABLE: dict[str, dict[str, Any]] = {
    "letters that are due": {"task": "mail.deliver_due", "schedule": 2.0, "options": {"expires": 10}},
    "lists that come in": {"task": "imports.work", "schedule": 5.0, "options": {"expires": 10}},
    "lines of lists go after 30 days": {"task": "imports.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "one reminder to confirm": {"task": "signatures.remind", "schedule": 600.0, "options": {"expires": 600}},
    "unconfirmed entries go after 7 days": {
        "task": "signatures.purge_pending",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "one reminder to members of umbrellas": {
        "task": "imports.remind_members",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "invitations of members go after 30 days": {
        "task": "imports.purge_invited",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "proposals to strike out go after 7 days": {
        "task": "signatures.drop_old_proposals",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "new words of public pages whose moment has come": {
        "task": "content.publish_due_words",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "milestones that were crossed": {
        "task": "signatures.reach_milestones",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Shortly after each UTC day is over, and every hour after: a day whose count has changed since is written again.
    "what was counted on days that are over": {
        "task": "signatures.keep_days",
        "schedule": crontab(minute=15),
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
    # Shortly after each UTC day is over, and every hour after in case the worker was down: rows say what is done.
    "promises that are due or late": {
        "task": "organizations.keep_time",
        "schedule": crontab(minute=10),
        "options": {"expires": 3600},
    },
    "records that organizations say they have set": {
        "task": "organizations.check_dns",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "one reminder to second officers": {
        "task": "organizations.remind_officers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "support is renewed each year, or lapses": {
        "task": "organizations.renewals",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "second officers who did not confirm go after 14 days": {
        "task": "organizations.purge_officers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "figures follow the names that were placed": {
        "task": "trackers.assess",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # On Mondays, and every hour after in case the worker was down: rows say who was told.
    "weekly letters about sponsors": {
        "task": "trackers.tell_alerts",
        "schedule": crontab(minute=5),
        "options": {"expires": 3600},
    },
    "unconfirmed letters about sponsors, and addresses of answered disputes": {
        "task": "trackers.forget",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "registers that the operator named, each night": {
        "task": "trackers.fetch",
        "schedule": crontab(hour=2, minute=20),
        "options": {"expires": 3600},
    },
    "the head of the audit log, where no writer of the database reaches": {
        "task": "audit.seal",
        "schedule": crontab(minute=17),
        "options": {"expires": 3000},
    },
    "entries of the audit log go after 24 months": {
        "task": "audit.prune",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 3600},
    },
    "counters, caps and old mail rows": {"task": "upkeep.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "open data of the trackers": {"task": "trackers.publish_files", "schedule": 600.0, "options": {"expires": 600}},
    "what the site's search finds": {"task": "home.index_documents", "schedule": 30.0, "options": {"expires": 30}},
    "the worker is alive": {"task": "upkeep.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
}
