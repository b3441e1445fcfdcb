"""The registry of writers, one for each format of documents."""

from __future__ import annotations

# Imported for the command line, so the rest comes with the first document.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from wbtui.core.document import Document
    from wbtui.core.document.rich_text import Blocks, Parse
    from wbtui.core.document.words import Words
    from wbtui.core.session import Session
    from wbtui.core.workbook.model import Workbook


class Writer:
    """A format of documents."""

    def __init__(self, label: str, suffix: str, render: Callable[[Document], bytes]) -> None:
        """`label` is what people call the format; `suffix` is how the names of its files end."""
        self.label = label
        self.suffix = suffix
        self.render = render


def _markdown(document: Document) -> bytes:
    from wbtui.writers.markdown import render

    return render(document).encode()


WRITERS = {"md": Writer("Markdown", ".md", _markdown)}
"""The writers by the names of their formats, as `wbtui export -f` has them."""


class ParsedAnswers:
    """Remembers the blocks of the answers in the last document: the next one parses only what has changed."""

    def __init__(self) -> None:
        self.blocks: dict[tuple[Parse, str], Blocks] = {}
        """The blocks by parser and text."""


def document_of(
    session: Session,
    workbook: Workbook,
    words_in: Callable[[str], Words],
    audience: str = "everyone",
    parsed: ParsedAnswers | None = None,
) -> Document:
    """Return the document of a session, with the words of its language; its answers are parsed as Markdown.

    `parsed` holds the answers of the last document, and then those of this one. May be called from any thread.
    """
    from wbtui.core.document.build import document
    from wbtui.writers.answers import parse, parse_without_remote_pictures

    read = parse if workbook.remote_pictures else parse_without_remote_pictures
    known = parsed.blocks if parsed else {}
    used: dict[tuple[Parse, str], Blocks] = {}

    def remembered(text: str) -> Blocks:
        key = read, text
        if key not in used:
            used[key] = known[key] if key in known else read(text)
        return used[key]

    made = document(session, workbook, remembered, words_in, audience)
    if parsed:
        # Replaced and not updated, because another thread may be making a document.
        parsed.blocks = used
    return made
