"""Commands about the site's search."""

import click
from flask.cli import AppGroup

from campaign.home.search.index_documents import index_documents
from campaign.web.formats import counted

search = AppGroup("search", help="What the site's search knows.")


@search.command("rebuild")
def rebuild() -> None:
    """Write the whole index of the site's search anew; the worker keeps it up to date every half minute.

    Exit codes: 0 done, 1 failed, 2 a setting is wrong.
    """
    done = index_documents(anew=True)
    click.echo(
        f"{counted(done.written, 'document', 'documents')} written, "
        f"{counted(done.removed, 'document', 'documents')} taken out."
    )
