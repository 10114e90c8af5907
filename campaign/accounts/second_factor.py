"""The second factor: six figures from an app (TOTP, RFC 6238), each good for one use."""

import segno
from flask_security import Totp, UserMixin
from markupsafe import Markup
from passlib.totp import TotpMatch


class Authenticator(Totp):
    """TOTP that remembers the last code used (RFC 6238, 5.2) and draws its QR code as inline SVG."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The time step of the code that this person used last."""
        counter: int | None = user.tf_last_counter  # type: ignore[attr-defined]  # a column of ours
        return counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Remember the time step of the code just used."""
        user.tf_last_counter = tmatch.counter  # type: ignore[attr-defined]  # a column of ours

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The provisioning address as an SVG element: no data: address, no style, no script."""
        code = segno.make(self.get_totp_uri(username, totp), error="m", micro=False)
        return Markup(code.svg_inline(omitsize=True, border=2, svgclass="qr large", lineclass=None, title="QR code"))  # noqa: S704 - drawn by us
