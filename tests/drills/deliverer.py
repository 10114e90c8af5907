"""A worker process that only delivers mail, for drills: `python -m tests.drills.deliverer [seconds ahead]`.

It does what the task `mail.deliver_due` does, again and again, with a clock that may be ahead, so that a drill need not
wait until a lease runs out.
"""

import os
import sys
import time
from datetime import datetime, timedelta

from jinja2 import DictLoader

from campaign import create_app
from campaign.clock import now
from campaign.config import Settings
from campaign.mail.deliver import deliver_due
from tests.mail.letters import TEMPLATES, people


def main() -> None:
    """Deliver for ever."""
    ahead = timedelta(seconds=float(sys.argv[1]) if len(sys.argv) > 1 else 0)
    app = create_app(Settings.from_environment(os.environ))
    app.jinja_env.loader = DictLoader(TEMPLATES)
    for number in range(1, 200):
        people[number] = (f"person-{number}@example.org", "Ada")

    def clock() -> datetime:
        return now() + ahead

    while True:
        with app.app_context():
            deliver_due(clock)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
