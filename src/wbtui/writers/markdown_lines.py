"""Writes lines as Markdown, by mdformat, which escapes only what a reader would take for Markdown.

What could be HTML is not written in its way: `\\<` is text to CommonMark, and begins a tag to Python-Markdown.
`&lt;` is text to every reader.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from markdown_it.token import Token
from mdformat.renderer import DEFAULT_RENDERERS, MDRenderer, RenderContext, RenderTreeNode

from wbtui.core.document.rich_text import Link, Run, runs_of

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Inline, Line

_ADDRESS = re.compile(r"(?:https?|ftp):[^\s<>]*|mailto:[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.A)
"""Addresses that are links when they stand in angle brackets."""

_LOOKS = ("link", "emphasis", "strong", "struck")
_WORDS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;:.?'\"()…‘’“”–—€£%/-])*")
_TILDE = "&#126;"
"""A tilde to every reader. Python-Markdown shows a backslash before one; on GitHub one strikes out as two do."""
_TILDES = re.compile("~+")
_AFTER_SIGN = re.compile(r"(?<=[^\s~])~+")
_AFTER_SIGN_OR_FIRST = re.compile(r"(?<![\s~])~+")
_NUMBER = re.compile(r"(\d+)\.(?=\s|$)")
"""Matches a number in the digits of any script: to Python-Markdown, each of them begins a list."""
_CONTENTS = "[TOC]"
"""The text in whose place MkDocs puts a table of contents."""
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_HTML = re.compile(r"(?<!\\)((?:\\\\)*)\\([<&])")
"""A sign of HTML with a backslash that mdformat has put before it."""


def paragraph(lines: Sequence[Line]) -> str:
    """Return the lines of a paragraph."""
    # Each alone: mdformat looks for every text among all the others of its paragraph, which takes n² steps.
    return "  \n".join(map(_paragraph, lines))


def is_plain(line: Line) -> bool:
    """Return whether a line is nothing but words in which no reader sees any Markdown; most lines are."""
    return len(line) == 1 and _WORDS.fullmatch(line[0].text) is not None and line[0] == Run(line[0].text)


def _paragraph(line: Line) -> str:
    if is_plain(line):
        return line[0].text
    return _write([Token("paragraph_open", "p", 1), _content(line), Token("paragraph_close", "p", -1)])


def heading(level: int, text: Inline) -> str:
    """Return a heading."""
    opening = Token("heading_open", f"h{level}", 1, markup="#" * level)
    return _write([opening, _content(runs_of(text)), Token("heading_close", f"h{level}", -1)])


def cell(line: Line) -> str:
    """Return a cell of a table; a pipe ends it wherever it stands, in code as well."""
    return _write([_content(line)]).replace("|", "\\|")


def _content(line: Line) -> Token:
    struck = any(run.struck for run in line)
    tildes = struck or sum(len(_TILDES.findall(run.text)) for run in line if not run.code) > 1
    return Token("inline", "", 0, children=list(_inline(line)), meta={"struck": struck, "tildes": tildes})


def _inline(runs: Sequence[Run]) -> Iterator[Token]:
    """Yield the tokens of runs: links, emphasis and strong text nested, the one that spans most runs outermost."""
    at = 0
    while at < len(runs):
        ends = [(_end(runs, at, name), name) for name in _LOOKS if getattr(runs[at], name)]
        if ends:
            end, name = max(ends, key=lambda found: found[0])
            yield from _within(name, runs[at:end])
        else:
            end = at + 1
            yield from _leaf(runs[at])
        at = end


def _end(runs: Sequence[Run], at: int, name: str) -> int:
    """Return the end of the runs that share the attribute `name` with the run at a position."""
    look = getattr(runs[at], name)
    return next((n for n in range(at, len(runs)) if getattr(runs[n], name) != look), len(runs))


def _within(name: str, runs: Sequence[Run]) -> Iterator[Token]:
    match name, runs[0].link:
        case "link", Link() as link:
            info = "auto" if _is_address(link, runs) else ""
            yield Token("link_open", "a", 1, attrs=_attributes(link), info=info)
            yield from _inline([replace(run, link=None) for run in runs])
            yield Token("link_close", "a", -1)
        case "strong", _:
            yield Token("strong_open", "strong", 1, markup="**")
            yield from _inline([replace(run, strong=False) for run in runs])
            yield Token("strong_close", "strong", -1, markup="**")
        case "struck", _:
            yield Token("s_open", "s", 1)
            yield from _inline([replace(run, struck=False) for run in runs])
            yield Token("s_close", "s", -1)
        case _:
            yield Token("em_open", "em", 1, markup="*")
            yield from _inline([replace(run, emphasis=False) for run in runs])
            yield Token("em_close", "em", -1, markup="*")


def _is_address(link: Link, runs: Sequence[Run]) -> bool:
    """Return whether a link is nothing but its own address."""
    shown = [Run(text, link=link) for text in (link.target, link.target.removeprefix("mailto:"))]
    return list(runs) in ([run] for run in shown) and not link.title and bool(_ADDRESS.fullmatch(link.target))


def _attributes(link: Link) -> dict[str, str | int | float]:
    attributes: dict[str, str | int | float] = {"href": _REFERENCE.sub("&amp;", link.target)}
    if link.title:
        attributes["title"] = html.escape(link.title).replace("\\", "\\\\")
    return attributes


def _leaf(run: Run) -> Iterator[Token]:
    if run.picture:
        yield Token("link_open", "a", 1, attrs=_attributes(run.picture), meta={"picture": True})
        yield Token("text", "", 0, content=run.text)
        yield Token("link_close", "a", -1)
    elif run.code:
        yield Token("code_inline", "code", 0, content=run.text, markup="`")
    else:
        yield Token("text", "", 0, content=run.text)


def _write(tokens: Sequence[Token]) -> str:
    return MDRenderer().render(tokens, _OPTIONS, {}, finalize=False)


def _only_text(text: str, _node: RenderTreeNode, _context: RenderContext) -> str:
    """Return a paragraph with escapes where a line would be a table's rule, a fence of tildes or a heading."""
    return "\n".join(_only_text_line(line) for line in text.split("\n"))


def _only_text_line(line: str) -> str:
    if not line[:1].isascii():
        return _NUMBER.sub(r"\1\.", line) if _NUMBER.match(line) else line
    # To Python-Markdown, a heading needs no space.
    if line.startswith("#"):
        return f"\\{line}"
    if line.startswith("~~~"):
        return f"{_TILDE}{line[1:]}"
    return line.replace("-", "\\-", 1) if all(sign in "|-: " for sign in line) else line


def _text(node: RenderTreeNode, context: RenderContext) -> str:
    """Return text without HTML, and without tildes that would strike something out."""
    if node.content.strip() == _CONTENTS:
        return DEFAULT_RENDERERS["text"](node, context).replace("[", "\\[", 1)
    text = _HTML.sub(lambda found: found[1] + html.escape(found[2]), DEFAULT_RENDERERS["text"](node, context))
    return _without_strikes(text, node) if "~" in text else text


def _without_strikes(text: str, node: RenderTreeNode) -> str:
    """Return text in which no tilde can be the end of what is struck out, nor stand beside such an end."""
    whole = node
    while whole.parent and whole.type != "inline":
        whole = whole.parent
    if whole.meta["struck"]:
        return text.replace("~", _TILDE)
    is_first = node is whole.children[0]
    ends = _AFTER_SIGN if is_first else _AFTER_SIGN_OR_FIRST
    return ends.sub(lambda found: _TILDE * len(found[0]), text) if whole.meta["tildes"] else text


def _struck(node: RenderTreeNode, context: RenderContext) -> str:
    """Return what is struck out."""
    return f"~~{''.join(child.render(context) for child in node.children)}~~"


def _link(node: RenderTreeNode, context: RenderContext) -> str:
    """Return a link or a picture."""
    sign = "!" if node.meta.get("picture") else ""
    return sign + DEFAULT_RENDERERS["link"](node, context)


class _Plugin:
    """A plugin of mdformat for pictures, and for text that readers of other dialects take for markup."""

    RENDERERS = MappingProxyType({"text": _text, "link": _link, "s": _struck})
    POSTPROCESSORS = MappingProxyType({"paragraph": _only_text})


_OPTIONS = MappingProxyType({"parser_extension": (_Plugin,), "mdformat": {}})
