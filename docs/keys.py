"""Makes the README's tables of keys from the list of commands. Run by `make pictures`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wbtui.ui.commands.keys import HOME, LIST_KEYS, MENU_KEY, WORKSHOP, key_label

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- keys -->", "<!-- /keys -->"


def tables() -> str:
    """Return the tables of commands and their keys for the README."""
    menu = _key(MENU_KEY)
    return "\n".join(
        (
            f"**In the workshop.** These keys work at once, even while you type. The letters are for {menu}.",
            "",
            *_table("", "What it does", "Key", f"Letter, after {menu}"),
            *_workshop(),
            "",
            "**In a list of questions, experiments or actions**, while the list has the focus:",
            "",
            *_table("Key", "What it does"),
            *(_row(_key(key), does) for key, _, does in LIST_KEYS),
            "",
            "**At home:**",
            "",
            *_table("Key", "What it does"),
            *(_row(_key(command.key), command.title) for command in HOME),
        )
    )


def with_tables(readme: str) -> str:
    """The README with the tables of today between its markers."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{tables()}\n\n{END}{after}"


def _workshop() -> Iterator[str]:
    group = ""
    for command in WORKSHOP:
        heading = "" if command.group == group else f"**{command.group}**"
        group = command.group
        yield _row(heading, command.title, _key(command.key), _code(command.letter))


def _table(*headings: str) -> tuple[str, str]:
    return _row(*headings), _row(*("---" for _ in headings))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def _key(key: str) -> str:
    return _code(key_label(key)) if key else ""


def _code(text: str) -> str:
    return f"`{text}`".replace("|", r"\|")


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
