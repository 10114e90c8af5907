"""`make messages`: write the template of all sentences, and bring every language's catalogue to it.

What stays the same keeps its translation; what is new has none; what nobody says any more is dropped. Nothing is
guessed. The files hold no dates and no line numbers, so they change only where the words do.
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from campaign.web.language import LANGUAGES, SOURCE
from tests.catalogues.extraction import TRANSLATIONS, extracted

TRANSLATED: Final = tuple(language for language in LANGUAGES if language != SOURCE)
TEMPLATE: Final = TRANSLATIONS / "messages.pot"
_WIDTH: Final = 120
# As everybody who translates with gettext knows it: the forms in the order of Unicode. Babel turns the last two around.
_ARABIC: Final = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"


def plural_forms(language: str) -> str:
    """The header that says how many plural forms a language has, and which one fits a number."""
    return _ARABIC if language == "ar" else get_plural(language).plural_forms


def catalogue_file(language: str) -> Path:
    """Where the catalogue of a language is."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language as it stands; an empty one when there is none."""
    file = catalogue_file(language)
    return read_po(BytesIO(file.read_bytes()), locale=language) if file.exists() else Catalog(locale=language)


def updated(language: str, template: Catalog) -> bytes:
    """The file of a language with exactly the sentences of the template."""
    before, after = read_catalogue(language), Catalog(locale=language, fuzzy=False)
    for message in _messages(template):
        known = before.get(message.id, message.context)
        same = known is not None and known.id == message.id
        after.add(
            message.id,
            known.string if known is not None and same else "",
            locations=message.locations,
            flags=({"fuzzy"} if known is not None and same and known.fuzzy else set()),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None and same else (),
            context=message.context,
        )
    head = f"Language: {language}\\n", f"Plural-Forms: {plural_forms(language)}\\n"
    return _written(after, f"# {LANGUAGES[language]}. How it is corrected: docs/languages.md", *head)


def template_file(template: Catalog) -> bytes:
    """The file of all sentences without translations."""
    return _written(template, "# All sentences of the interface. Made by `make messages`; nothing is changed here.")


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _written(catalogue: Catalog, comment: str, *head: str) -> bytes:
    lines = (
        *head,
        "MIME-Version: 1.0\\n",
        "Content-Type: text/plain; charset=utf-8\\n",
        "Content-Transfer-Encoding: 8bit\\n",
    )
    out = BytesIO()
    out.write("\n".join([comment, 'msgid ""', 'msgstr ""', *(f'"{line}"' for line in lines), "", ""]).encode())
    write_po(
        out,
        catalogue,
        width=_WIDTH,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return out.getvalue()


def main() -> None:
    """Write all files, and say what is still to translate."""
    template = extracted()
    TEMPLATE.write_bytes(template_file(template))
    for language in TRANSLATED:
        file = catalogue_file(language)
        content = updated(language, template)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        open_ones = [message for message in read_catalogue(language) if message.id and not _is_said(message)]
        sys.stdout.write(f"{language}: {len(open_ones)} of {len(template)} sentences to translate\n")


def _is_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


if __name__ == "__main__":
    main()
