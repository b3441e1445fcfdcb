"""Parses the text of an answer as Markdown.

Paragraphs, emphasis, lists, quotes, code, tables, links and pictures mean something, and what is drawn with
characters is code. Headings, rules, HTML, character references and link definitions are the text they look like.
An answer is parsed alone, so what it leaves open ends with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from wbtui.core.document.drawing import drawn, drawn_lines
from wbtui.core.document.false_lists import without_false_lists
from wbtui.core.document.rich_text import (
    Code,
    Item,
    Link,
    List,
    Paragraph,
    Quote,
    Run,
    Table,
    line,
    plain,
    with_runs,
)
from wbtui.writers.answer_markdown import AnswerMarkdown, is_elsewhere
from wbtui.writers.bullets import with_bullets, without_tabs
from wbtui.writers.markdown_blocks import BETWEEN_LISTS, write

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import (
        Block,
        Blocks,
        Line,
    )

MAX_NESTING_LEVELS = 12
"""The depth of nesting beyond which blocks and emphasis are shown as they were typed: readers of Markdown, such as
markdown-it at 20 levels, would drop them."""

_SIGNS = re.compile(
    r"[*_`\[<\\|\u2500-\u259f•‣◦⁃∙·▪▫●○■□➢\t]| {3}|[-=~]{2}|^(?: |[-+>~=:/]|[0-9]+[.)]|([#@%.xXoO])\1\1)",
    re.MULTILINE,
)
"""Signs of Markdown, of a drawing or of a list: a text without any of them is plain and needs no parser."""

_AROUND_CELLS = frozenset("|\\> \t")
"""Characters that may stand in the rows of a table outside its cells."""


@cache
def _answers() -> AnswerMarkdown:
    return AnswerMarkdown(max_nesting=4 * MAX_NESTING_LEVELS)


@cache
def _documents() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def parse(text: str) -> Blocks:
    """Return the blocks of an answer; a block whose Markdown would hide some of it is plain text."""
    if not _SIGNS.search(text):
        return plain(text)
    lines = text.split("\n")
    blocks: list[Block] = []
    at = 0
    for begin, end in drawn_lines(lines):
        blocks += (*_meant(lines[at:begin]), drawn(lines[begin:end]))
        at = end
    return (*blocks, *_meant(lines[at:]))


def _meant(lines: Sequence[str]) -> Blocks:
    """Return the blocks of lines without a drawing."""
    markdown = list(with_bullets(list(without_tabs(lines))))
    tokens = _answers().parse("\n".join(markdown).rstrip("\n") + "\n")
    if _depth(tokens) > MAX_NESTING_LEVELS:
        return plain("\n".join(lines))
    source = _Source(markdown)
    read: list[tuple[Blocks, bool]] = []
    for node in SyntaxTreeNode(tokens).children:
        typed = plain("\n".join(lines[slice(*node.map or (0, 0))]))
        is_shown = _shows_all(node) and _shows_cells(node, lines)
        blocks = _without_gaps(_block(node, source)) if is_shown else typed
        read.append((blocks if _can_be_written(node, blocks) else typed, source.goes_on(node)))
    return without_false_lists(read)


def _can_be_written(node: SyntaxTreeNode, blocks: Blocks) -> bool:
    """Return whether every reader would show the emphasis of a block; between some signs, none would."""
    if not any(inner.type in ("em", "strong", "s") for inner in node.walk()):
        return True
    meant = without_false_lists([(blocks, False)])
    return read_back(write(meant)) == meant


def parse_without_remote_pictures(text: str) -> Blocks:
    """Return the blocks of an answer; pictures that a reader would fetch from elsewhere are links."""
    blocks = parse(text)
    return with_runs(blocks, _linked) if "![" in text else blocks


def _linked(run: Run) -> Run:
    if not run.picture or not is_elsewhere(run.picture.target):
        return run
    return replace(run, text=run.text or run.picture.target, link=run.link or run.picture, picture=None)


def read_back(markdown: str) -> Blocks:
    """Return the blocks that a reader of Markdown sees. Raises LookupError for what no answer contains."""
    return _blocks(SyntaxTreeNode(_documents().parse(markdown)), _Source())


def _depth(tokens: Sequence[Token]) -> int:
    return max((token.level + _depth(token.children or ()) for token in tokens), default=0)


def _shows_all(block: SyntaxTreeNode) -> bool:
    """Return whether every part of a block shows something; `-`, `>`, `* * *` and `[](x)` do not."""
    whole = ("bullet_list", "ordered_list", "blockquote", "link")
    return _is_seen(block) and all(_is_seen(node) for node in block.walk() if node.type in whole)


def _is_seen(node: SyntaxTreeNode) -> bool:
    letters = ("text", "code_inline", "fence", "code_block")
    return any(leaf.type == "image" or (leaf.type in letters and leaf.content.strip()) for leaf in node.walk())


def _shows_cells(block: SyntaxTreeNode, lines: Sequence[str]) -> bool:
    """Return whether no table has a row with more cells than its header: readers drop those that are too many."""
    for table in block.walk():
        if table.type == "table" and table.map:
            # The header and the rule below it have the cells that count.
            begin, end = table.map
            rows = (node for part in table.children[1:] for node in part.walk())
            cells = Counter("".join(node.content for node in rows if node.type == "inline"))
            typed = Counter("".join(lines[begin + 2 : end]))
            if any(typed[sign] > cells[sign] for sign in typed if sign not in _AROUND_CELLS):
                return False
    return True


@dataclass(frozen=True, slots=True)
class _Source:
    """The lines of an answer; none for Markdown that is read as its readers show it."""

    lines: Sequence[str] = ()

    def mark(self, numbered: SyntaxTreeNode, n: int, item: SyntaxTreeNode) -> str:
        """Return the mark of an item: as it was typed, or as a reader shows it."""
        number = item.info if self.lines or not item.info else int(numbered.attrs.get("start", 1)) + n
        return f"{number}{item.markup}"

    def goes_on(self, node: SyntaxTreeNode) -> bool:
        """Return whether no blank line stands before a block."""
        begin = node.map[0] if node.map else 0
        return 0 < begin <= len(self.lines) and bool(self.lines[begin - 1].strip("> \t"))


def _blocks(parent: SyntaxTreeNode, source: _Source) -> Blocks:
    shown = [node for node in parent.children if node.content.strip() != BETWEEN_LISTS]
    read = ((_without_gaps(_block(node, source)), source.goes_on(node)) for node in shown)
    return without_false_lists(read) if source.lines else tuple(block for blocks, _ in read for block in blocks)


def _without_gaps(block: Block) -> Blocks:
    """Return a block; of a paragraph with empty lines, the paragraphs between them."""
    if not isinstance(block, Paragraph) or all(block.lines):
        return (block,)
    return tuple(Paragraph(tuple(lines)) for is_full, lines in groupby(block.lines, bool) if is_full)


def _block(node: SyntaxTreeNode, source: _Source) -> Block:
    match node.type:
        case "paragraph":
            return Paragraph(_lines(node))
        case "bullet_list" | "ordered_list":
            marked = ((source.mark(node, n, item), item) for n, item in enumerate(node.children))
            items = tuple(Item(mark, _blocks(item, source)) for mark, item in marked)
            return List(items, tight=_is_tight(node, items))
        case "blockquote":
            return Quote(_blocks(node, source))
        case "fence" | "code_block":
            return Code(node.content.removesuffix("\n"), node.info.strip())
        case "table":
            rows = [row.children for part in node.children for row in part.children]
            aligned = (str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in rows[0])
            header, *body = (tuple(_lines(cell)[0] for cell in row) for row in rows)
            return Table(tuple(aligned), header, tuple(body))
    raise LookupError(node.type)


def _is_tight(node: SyntaxTreeNode, items: Iterable[Item]) -> bool:
    """Return whether a list has no blank lines; without one, a second paragraph would go on with what follows."""
    inside = (child for item in node.children for child in item.children)
    is_apart = any(isinstance(block, Paragraph) for item in items for block in item.blocks[1:])
    return not is_apart and all(child.hidden for child in inside if child.type == "paragraph")


def _lines(node: SyntaxTreeNode) -> tuple[Line, ...]:
    lines: list[list[Run]] = [[]]
    for run in _runs(node.children[0], Run("")):
        if run:
            lines[-1].append(run)
        else:
            lines.append([])
    made = [line(runs) for runs in lines]
    # A line end that is the last thing in a link would leave an empty line.
    return tuple(made[:-1] if len(made) > 1 and not made[-1] else made)


def _runs(parent: SyntaxTreeNode, look: Run) -> Iterator[Run | None]:
    """Yield the runs within a node with the look of `look` or more, and None where a line ends."""
    for node in parent.children:
        match node.type:
            case "text":
                yield replace(look, text=node.content)
            case "code_inline":
                yield replace(look, text=node.content, code=True)
            case "softbreak" | "hardbreak":
                yield None
            case "strong":
                yield from _runs(node, replace(look, strong=True))
            case "em":
                yield from _runs(node, replace(look, emphasis=True))
            case "s":
                yield from _runs(node, replace(look, struck=True))
            case "link":
                yield from _runs(node, replace(look, link=_link(node, "href")))
            case "image":
                runs = _runs(node, look)
                text = "".join(run.text if run else " " for run in runs)
                yield replace(look, text=text, picture=_link(node, "src"))
            case other:
                raise LookupError(other)


def _link(node: SyntaxTreeNode, name: str) -> Link:
    return Link(str(node.attrs[name]), str(node.attrs.get("title", "")))
