"""Markdown tokens for the blocks of a document, and whether two streams of them say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

Tokens = list[Token]


def literal(text: str) -> Tokens:
    """Inline text that is shown as it is."""
    return [Token("text", "", 0, content=text)] if text else []


def within(name: str, tag: str, tokens: Iterable[Token], *, markup: str = "", hidden: bool = False) -> Tokens:
    """The tokens with an opening and a closing one around them."""
    opening = Token(f"{name}_open", tag, 1, markup=markup, hidden=hidden)
    return [opening, *tokens, Token(f"{name}_close", tag, -1, markup=markup, hidden=hidden)]


def bold(text: str) -> Tokens:
    """Literal inline text in bold."""
    return within("strong", "strong", literal(text), markup="**")


def italic(text: str) -> Tokens:
    """Literal inline text in italics."""
    return within("em", "em", literal(text), markup="*")


def inline(tokens: Tokens) -> Token:
    """Inline tokens as the content of a block. Texts beside each other become one: escaping looks around."""
    joined: Tokens = []
    for token in tokens:
        if joined and token.type == joined[-1].type == "text":
            joined[-1] = literal(joined[-1].content + token.content)[0]
        else:
            joined.append(token)
    return Token("inline", "", 0, children=joined)


def paragraph(tokens: Tokens, *, tight: bool = False) -> Tokens:
    """A paragraph; `tight` is for the items of a list without blank lines."""
    return within("paragraph", "p", [inline(tokens)], hidden=tight)


def heading(level: int, text: str) -> Tokens:
    """A heading of literal text."""
    return within("heading", f"h{level}", [inline(literal(text))], markup="#" * level)


def bullets(items: Iterable[Tokens]) -> Tokens:
    """A list without blank lines, of one line of inline tokens per item."""
    made = (within("list_item", "li", paragraph(item, tight=True), markup="-") for item in items)
    return within("bullet_list", "ul", (token for item in made for token in item), markup="-")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Tokens:
    """A table of literal cells."""
    head = within("thead", "thead", _row("th", header))
    body = within("tbody", "tbody", (token for row in rows for token in _row("td", row)))
    return within("table", "table", [*head, *body])


def _row(cell: str, texts: Sequence[str]) -> Tokens:
    cells = (within(cell, cell, [inline(literal(text))]) for text in texts)
    return within("tr", "tr", (token for made in cells for token in made))


def same(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether two streams say the same; white space and the signs that were used do not count."""
    return _said(one) == _said(other)


Said = tuple[object, ...]


def _said(tokens: Sequence[Token]) -> list[Said]:
    said: list[Said] = []
    for token in tokens:
        if token.type == "inline":
            said.append(("inline", *_line(token.children or ())))
        elif token.type in ("fence", "code_block"):
            said.append(("code", token.info.strip(), token.content))
        else:
            said.append((token.type, token.tag, _attributes(token)))
    return said


@dataclass(slots=True)
class _Line:
    """Inline tokens being read; text of several tokens in a row is one text."""

    said: list[Said] = field(default_factory=list)
    text: str = ""

    def end_text(self) -> None:
        if self.text:
            self.said.append(("text", re.sub(r"\s+", " ", self.text)))
            self.text = ""


def _line(tokens: Sequence[Token]) -> list[Said]:
    line = _Line()
    for token in tokens:
        if token.type == "text":
            line.text += token.content
        elif token.type == "softbreak":
            line.text += "\n"
        else:
            line.end_text()
            line.said.append((token.type, token.content, _attributes(token)))
    line.end_text()
    return _without_edges(line.said)


def _without_edges(said: list[Said]) -> list[Said]:
    """White space at the edges of a line is not seen."""
    kept = [(kind, *rest) for kind, *rest in said]
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if kept and kept[at][0] == "text":
            kept[at] = ("text", strip(str(kept[at][1])))
            if not kept[at][1]:
                del kept[at]
    return list(kept)


def _attributes(token: Token) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((name, value) for name, value in token.attrs.items() if name != "alt"))
