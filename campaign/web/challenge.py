"""A small sum that costs a machine time: asked for only on suspicion, worked out by our own script, or waited out.

The browser looks for a number `n` such that SHA-256 of `<challenge>:<n>` begins with BITS zero bits: about 65,000
tries. Who has no script waits ten minutes instead. Each challenge is good once.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, TimestampSigner

from campaign.keys import keys
from campaign.web.limits import spend

BITS = 16
LIFE = timedelta(hours=1)
PATIENCE = timedelta(minutes=10)


def make_challenge(form: str, now: datetime) -> str:
    """A fresh challenge for one form."""
    return _signer(form).sign(f"{int(now.timestamp())}.{secrets.token_urlsafe(9)}").decode()


def is_answered(form: str, challenge: str, answer: str, now: datetime) -> bool:
    """Whether a challenge of ours was solved, or waited out; says nothing about its having been used before."""
    issued = issued_at(form, challenge)
    if issued is None or not timedelta(0) <= now - issued < LIFE:
        return False
    return now - issued >= PATIENCE or _solves(challenge, answer)


def issued_at(form: str, challenge: str) -> datetime | None:
    """When a challenge was handed out; None when it is not ours or for another form."""
    try:
        return datetime.fromtimestamp(int(_signer(form).unsign(challenge).split(b".", 1)[0]), UTC)
    except (BadSignature, ValueError, OverflowError):
        return None


def use_up(challenge: str, now: datetime) -> bool:
    """Use a challenge, within the caller's transaction; False when it was used before."""
    digest = hashlib.sha256(challenge.encode()).digest()[:8]
    stamp = challenge.partition(".")[0]
    # Counted where it was issued, so that no turn of the hour makes it new.
    issued = datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else now
    return spend(digest, "challenge", issued) == 1


def solve(challenge: str) -> str:
    """The answer to a challenge; takes a tenth of a second. For programs of our own, such as tests."""
    return next(str(number) for number in range(2**32) if _solves(challenge, str(number)))


def _solves(challenge: str, answer: str) -> bool:
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return answer.isascii() and answer.isdigit() and int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def _signer(form: str) -> TimestampSigner:
    return TimestampSigner(keys().token, salt=f"challenge|{form}", digest_method=hashlib.sha256)
