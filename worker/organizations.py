"""Tasks of organizations."""

from celery import Celery

from campaign.clock import now
from campaign.organizations.authority.check_dns import check_dns
from campaign.organizations.commitments.keep_time import keep_time
from campaign.organizations.officers.purge_officers import purge_officers
from campaign.organizations.officers.remind_officers import remind_officers
from campaign.organizations.own.ask_to_renew import ask_to_renew
from campaign.organizations.own.forget_lapsed import forget_lapsed
from campaign.organizations.own.lapse import lapse
from campaign.organizations.purge_declined import purge_declined
from campaign.organizations.purge_unconfirmed import purge_unconfirmed


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="organizations.purge_unconfirmed")
    def unconfirmed() -> None:
        """Delete applications that nobody confirmed in 14 days."""
        purge_unconfirmed(now())

    @app.task(name="organizations.purge_declined")
    def declined() -> None:
        """Delete declined applications after 30 days."""
        purge_declined(now())

    @app.task(name="organizations.keep_time")
    def promises() -> None:
        """Remind of promises that are due, and mark those as late whose day is over."""
        keep_time(now())

    @app.task(name="organizations.renewals")
    def renewals() -> None:
        """Ask contacts to renew, let lapse what was not renewed, and forget the contacts of what lapsed a year ago."""
        lapse(now())
        ask_to_renew(now())
        forget_lapsed(now())

    @app.task(name="organizations.check_dns")
    def dns() -> None:
        """Ask the DNS for records that organizations say they have set."""
        check_dns(now)

    @app.task(name="organizations.remind_officers")
    def remind() -> None:
        """Remind second officers, once."""
        remind_officers(now())

    @app.task(name="organizations.purge_officers")
    def officers() -> None:
        """Delete what is kept of second officers who did not confirm in 14 days."""
        purge_officers(now())
