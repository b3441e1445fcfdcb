"""Writes lines as Markdown, by mdformat, which escapes only what a reader would take for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from markdown_it.token import Token
from mdformat.renderer import MDRenderer, RenderContext, RenderTreeNode

from wbtui.core.document.rich_text import Link, Run

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Line

_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|mailto:[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.A
)
"""Addresses that are links when they stand in angle brackets."""


def paragraph(lines: Sequence[Line]) -> str:
    """Return the lines of a paragraph."""
    inner = [token for line in lines for token in (Token("hardbreak", "br", 0), *_inline(line))][1:]
    return _write([Token("paragraph_open", "p", 1), _content(inner), Token("paragraph_close", "p", -1)])


def heading(level: int, text: str) -> str:
    """Return a heading of literal text."""
    opening = Token("heading_open", f"h{level}", 1, markup="#" * level)
    return _write([opening, _content(_inline([Run(text)])), Token("heading_close", f"h{level}", -1)])


def cell(line: Line) -> str:
    """Return a cell of a table; a pipe ends it wherever it stands, in code as well."""
    return _write([_content(_inline(line))]).replace("|", "\\|")


def _content(tokens: Iterable[Token]) -> Token:
    return Token("inline", "", 0, children=list(tokens))


def _inline(runs: Sequence[Run]) -> Iterator[Token]:
    """Yield the tokens of runs; what they have in common is outside, and outermost what lasts longest."""
    at = 0
    while at < len(runs):
        ends = [(_end(runs, at, name), name) for name in ("link", "emphasis", "strong") if getattr(runs[at], name)]
        if ends:
            end, name = max(ends, key=lambda found: found[0])
            yield from _within(name, runs[at:end])
        else:
            end = at + 1
            yield _leaf(runs[at])
        at = end


def _end(runs: Sequence[Run], at: int, name: str) -> int:
    """Return where the runs end that look in one respect like the run at a position."""
    look = getattr(runs[at], name)
    return next((n for n in range(at, len(runs)) if getattr(runs[n], name) != look), len(runs))


def _within(name: str, runs: Sequence[Run]) -> Iterator[Token]:
    match name, runs[0].link:
        case "link", Link() as link:
            info = "auto" if _is_address(link, runs) else ""
            yield Token("link_open", "a", 1, attrs=_attributes("href", link), info=info)
            yield from _inline([replace(run, link=None) for run in runs])
            yield Token("link_close", "a", -1)
        case "strong", _:
            yield Token("strong_open", "strong", 1, markup="**")
            yield from _inline([replace(run, strong=False) for run in runs])
            yield Token("strong_close", "strong", -1, markup="**")
        case _:
            yield Token("em_open", "em", 1, markup="*")
            yield from _inline([replace(run, emphasis=False) for run in runs])
            yield Token("em_close", "em", -1, markup="*")


def _is_address(link: Link, runs: Sequence[Run]) -> bool:
    """Return whether a link is nothing but its own address."""
    shown = [Run(text, link=link) for text in (link.target, link.target.removeprefix("mailto:"))]
    return list(runs) in ([run] for run in shown) and not link.title and bool(_ADDRESS.fullmatch(link.target))


def _attributes(name: str, link: Link) -> dict[str, str | int | float]:
    return {key: value for key, value in ((name, link.target), ("title", link.title)) if value or key == name}


def _leaf(run: Run) -> Token:
    if run.picture:
        shown = [Token("text", "", 0, content=run.text)]
        return Token("image", "img", 0, attrs=_attributes("src", run.picture), children=shown)
    if run.code:
        return Token("code_inline", "code", 0, content=run.text, markup="`")
    return Token("text", "", 0, content=run.text)


def _write(tokens: Sequence[Token]) -> str:
    return MDRenderer().render(tokens, _OPTIONS, {}, finalize=False)


def _only_text(text: str, _node: RenderTreeNode, _context: RenderContext) -> str:
    """Return a paragraph of which no line is the rule under a table's header or a fence of tildes."""
    return "\n".join(_only_text_line(line) for line in text.split("\n"))


def _only_text_line(line: str) -> str:
    if line.startswith("~~~"):
        return f"\\{line}"
    return line.replace("-", "\\-", 1) if all(sign in "|-: " for sign in line) else line


class _Plugin:
    """A plugin of mdformat that escapes two more signs."""

    RENDERERS = MappingProxyType[str, object]({})
    POSTPROCESSORS = MappingProxyType({"paragraph": _only_text})


_OPTIONS = MappingProxyType({"parser_extension": (_Plugin,), "mdformat": {}})
