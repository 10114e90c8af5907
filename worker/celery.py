"""`celery -A worker.celery` starts here: the site, its tasks and the timetable."""

from celery.signals import worker_ready

from campaign import create_app
from worker import audit, content, home, imports, mail, organizations, schedule, signatures, trackers, upkeep

flask_app = create_app()
app = flask_app.extensions["celery"]
for room in (audit, content, home, imports, mail, organizations, signatures, trackers, upkeep):
    room.register(app)
app.conf.beat_schedule = schedule.TIMETABLE


@worker_ready.connect
def show_life(**_: object) -> None:
    """Leave the first sign of life at once, not when the timetable comes to it."""
    app.send_task("upkeep.heartbeat", retry=False, expires=60)
