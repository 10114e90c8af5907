"""Gunicorn's settings: `--config python:campaign.operate.gunicorn_settings`. The address is an argument."""

from pathlib import Path

from gunicorn.glogging import Logger

# A few threads, so that a slow visitor or a long download holds one of them and not the whole process.
worker_class = "gthread"
threads = 4
# The site is read once and then forked; a fault shows before any process serves.
preload_app = True
timeout = 60
graceful_timeout = 15
# No access log: paths hold the tokens of mailed links. Errors go to stderr.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
# Only TRUSTED_PROXIES says whose X-Forwarded-* headers count.
forwarded_allow_ips = ""
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn's own heartbeat files


_MALFORMED = "A request that is not HTTP was refused."


class Discreet(Logger):  # type: ignore[misc]  # gunicorn brings no types
    """Gunicorn's log without addresses of pages."""

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        """Log a traceback; what looks like a path is left out."""
        kept = tuple("(page)" if isinstance(arg, str) and arg.startswith("/") else arg for arg in args)
        super().exception(msg, *kept, **kwargs)

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """Log a warning; of a request that is no HTTP only that it came: gunicorn names the sender's address and
        quotes the line, which may hold the token of a mailed link."""
        super().warning(_MALFORMED if msg.startswith("Invalid request from ") else msg, *args, **kwargs)


logger_class = Discreet
