"""`celery -A worker.celery` starts here: the site, its tasks and the timetable."""

from campaign import create_app
from worker import mail, organizations, schedule, signatures, upkeep

flask_app = create_app()
app = flask_app.extensions["celery"]
for room in (mail, organizations, signatures, upkeep):
    room.register(app)
app.conf.beat_schedule = schedule.TIMETABLE
