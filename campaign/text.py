"""Text: Markdown to safe HTML, slugs, names, and canonical e-mail addresses."""

import html
import re
import unicodedata
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import nh3
from email_validator import EmailNotValidError, validate_email
from markdown_it import MarkdownIt
from markdown_it.token import Token

PICTURE = re.compile(r"media:([0-9a-f]{32})")  # how Markdown names a picture of ours


@dataclass(frozen=True)
class ShownPicture:
    """A picture of ours as a text shows it: its path on this site, size in pixels, what it shows, and whose it is."""

    path: str
    width: int
    height: int
    alt: str
    credit: str = ""


Pictures = Callable[[str], ShownPicture | None]


def _picture_html(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: MutableMapping[str, Any]
) -> str:
    """A picture that the caller of `markdown_to_html` knows; any other is left out."""
    named = PICTURE.fullmatch(str(tokens[index].attrGet("src") or ""))
    pictures: Pictures | None = env.get("pictures")
    shown = pictures(named[1]) if named is not None and pictures is not None else None
    if shown is None:
        return ""
    said = f"<small>{html.escape(shown.credit)}</small>" if shown.credit else ""
    return (
        f'<img src="{html.escape(shown.path)}" width="{shown.width}" height="{shown.height}"'
        f' alt="{html.escape(shown.alt)}">{said}'
    )


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_MARKDOWN.add_render_rule("image", _picture_html)
_TAGS = {
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "strong",
    "em",
    "a",
    "code",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_HEADING = re.compile(r"<(/?)h([1-6])>")


_OUR_PICTURE = re.compile(r"/media/[0-9a-f]{32}/[A-Za-z0-9._-]+")


def _only_ours(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not _OUR_PICTURE.fullmatch(value) else value


def _headings(made: str, top: int | None) -> str:
    """Headings moved below those of the page: by two, or from `top` on without a gap."""
    if top is None:
        return _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + 2, 4)}>", made)
    used = sorted({found[2] for found in _HEADING.finditer(made)})
    return _HEADING.sub(lambda found: f"<{found[1]}h{min(top + used.index(found[2]), 4)}>", made)


def markdown_to_html(text: str, pictures: Pictures | None = None, *, top: int | None = None) -> str:
    """Markdown to HTML that is safe to show: no raw HTML, scripts or odd links; headings start at h3, or at `top`.

    Pictures are left out but those of ours that `pictures` knows by the 32 hexadecimal figures of `![](media:…)`; their
    words are the picture's own.
    """
    made = _MARKDOWN.render(text, {"pictures": pictures})
    made = _headings(made, top)
    shows = {"img", "small"} if pictures is not None else set()
    return nh3.clean(
        made,
        tags=_TAGS | shows,
        attributes={"a": {"href"}, "ol": {"start"}} | ({"img": {"src", "width", "height", "alt"}} if shows else {}),
        attribute_filter=_only_ours if shows else None,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


_INLINE = re.compile(r"</?(?:strong|em|a|code)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def markdown_to_plain(text: str) -> str:
    """Markdown as one line of plain text: what a reader sees of it, without marks and links' addresses."""
    return tidy(unescape(_TAG.sub(" ", _INLINE.sub("", markdown_to_html(text)))))


def slugify(text: str, longest: int = 60) -> str:
    """A readable path segment of a-z, 0-9 and hyphens; empty when the text has no letter that folds to ASCII."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:longest].rstrip("-")


def tidy(text: str) -> str:
    """One line of text: composed (NFC), white space folded; control and format characters gone, and what is no
    character (Unicode 23.7), which XML cannot hold.
    """
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace()
        or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI and not _NO_CHARACTER.match(char))
    )
    return " ".join(kept.split())


def tidy_lines(text: str) -> str:
    """Several lines of text, each tidied; at most one empty line between two."""
    lines = [tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# Overrides and isolates can make a name read as another one; the joiners that Persian or Indic names need stay.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\u200b")

_NO_CHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)) + "]"
)

LOOKS_LIKE_LINK = re.compile(
    r"https?:|\w\.[a-z]{2,}/|www\.|://|[\w-]\.(com|net|org|info|biz|io|ru|cn|top|xyz|shop|online)\b", re.IGNORECASE
)


class AddressFault(ValueError):
    """An e-mail address cannot be right; the message says why in words for the person who typed it."""


@dataclass(frozen=True)
class Address:
    """One e-mail address: as mail is sent to it, and in two spellings that tell whether two are one person's."""

    mailbox: str
    exact: str
    canonical: str


@dataclass(frozen=True)
class DomainRule:
    """How one mail host reads the part before the @. Facts about hosts, kept as data."""

    same_as: str | None = None
    dots_matter: bool = True
    separator: str | None = "+"


# A host not listed: what follows a plus is a note to oneself.
_NO_RULE = DomainRule()
DOMAIN_RULES = {
    "gmail.com": DomainRule(dots_matter=False),
    "googlemail.com": DomainRule(same_as="gmail.com", dots_matter=False),
    "yahoo.com": DomainRule(separator="-"),
    "ymail.com": DomainRule(separator="-"),
    "rocketmail.com": DomainRule(separator="-"),
    "pm.me": DomainRule(same_as="protonmail.com", dots_matter=False),
    "proton.me": DomainRule(same_as="protonmail.com", dots_matter=False),
    "protonmail.com": DomainRule(dots_matter=False),
    "protonmail.ch": DomainRule(same_as="protonmail.com", dots_matter=False),
    "me.com": DomainRule(same_as="icloud.com"),
    "mac.com": DomainRule(same_as="icloud.com"),
    "fastmail.fm": DomainRule(same_as="fastmail.com"),
    "ya.ru": DomainRule(same_as="yandex.ru"),
    "yandex.com": DomainRule(same_as="yandex.ru"),
}


def read_address(text: str) -> Address:
    """Check and canonicalise a typed e-mail address, without asking any other machine. Raises AddressFault.

    Full-width letters are folded first (NFKC), the domain goes to IDNA form, and the canonical spelling follows
    `DOMAIN_RULES`. RFC 5321 lengths are enforced.
    """
    folded = unicodedata.normalize("NFKC", text.strip())
    try:
        found = validate_email(folded, check_deliverability=False, strict=True, test_environment=True)
    except EmailNotValidError as error:
        raise AddressFault(str(error)) from None
    domain = (found.ascii_domain or found.domain).lower()
    exact = unicodedata.normalize("NFKC", found.local_part).casefold()
    mailbox = f"{found.local_part}@{domain}"
    return Address(mailbox=mailbox, exact=f"{exact}@{domain}", canonical=canonical_spelling(mailbox))


def canonical_spelling(mailbox: str) -> str:
    """The canonical spelling of an `Address.mailbox`, without checking it again."""
    typed, _, domain = mailbox.rpartition("@")
    local = exact = unicodedata.normalize("NFKC", typed).casefold()
    rule = DOMAIN_RULES.get(domain, _NO_RULE)
    if rule.separator and rule.separator in local[1:]:
        local = local[: local.index(rule.separator, 1)]
    if not rule.dots_matter:
        local = local.replace(".", "")
    return f"{local or exact}@{rule.same_as or domain}"


COMMON_HOSTS = (
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "proton.me",
    "orange.fr",
    "live.com",
    "aol.com",
    "btinternet.com",
    "yahoo.co.uk",
    "hotmail.co.uk",
)


def likely_meant(address: str) -> str | None:
    """The address a slip of the pen stood for (gmial.com for gmail.com), or None. A suggestion, never a correction."""
    local, _, host = address.strip().rpartition("@")
    host = host.lower()
    if not local or host in COMMON_HOSTS:
        return None
    near = next((common for common in COMMON_HOSTS if _one_slip(host, common)), None)
    return f"{local}@{near}" if near else None


def _one_slip(left: str, right: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours turns `left` into `right`."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[start:], right[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


def mask_address(address: str) -> str:
    """An address as staff lists show it: first and last letter of each part, the last label whole."""
    local, _, host = address.rpartition("@")
    name, _, rest = host.rpartition(".")
    return f"{_mask(local)}@{_mask(name)}.{rest}" if name else f"{_mask(local)}@{_mask(rest)}"


def _mask(part: str) -> str:
    return part[:1] + "•••" + (part[-1:] if len(part) > 2 else "")


def folded(name: str) -> str:
    """A name folded for search, sorting and comparing: case, accents and punctuation gone, one space between words."""
    decomposed = unicodedata.normalize("NFKD", tidy(name)).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", bare.replace(".", "")).strip() or bare
