"""Pipe tables for mdformat's renderer, laid out as its tables plugin lays them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from mdformat.renderer import RenderContext, RenderTreeNode
from rich.cells import cell_len

Pad = Callable[[str, int], str]


def _table(node: RenderTreeNode, context: RenderContext) -> str:
    rows = [row for part in node.children for row in part.children]
    texts = [[cell.render(context) for cell in row.children] for row in rows]
    aligned = [_alignment(cell) for cell in rows[0].children]
    widths = [max(3, *(cell_len(row[n]) for row in texts)) for n in range(len(aligned))]
    lines = [_line([_PAD[a](cell, w) for cell, a, w in zip(row, aligned, widths, strict=True)]) for row in texts]
    rule = _line([_rule(a, w) for a, w in zip(aligned, widths, strict=True)])
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _alignment(cell: RenderTreeNode) -> str:
    return str(cell.attrs.get("style", "")).removeprefix("text-align:")


def _rule(alignment: str, width: int) -> str:
    left = ":" if alignment in ("left", "center") else "-"
    right = ":" if alignment in ("right", "center") else "-"
    return f"{left}{'-' * (width - 2)}{right}"


def _left(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _center(text: str, width: int) -> str:
    room = width - cell_len(text)
    return " " * (room // 2) + text + " " * (room - room // 2)


_PAD: Mapping[str, Pad] = MappingProxyType({"": _left, "left": _left, "right": _right, "center": _center})


def _cell(node: RenderTreeNode, context: RenderContext) -> str:
    """A pipe ends a cell wherever it stands, in code as well."""
    return "".join(child.render(context) for child in node.children).replace("|", "\\|")


def _only_text(text: str, _node: RenderTreeNode, _context: RenderContext) -> str:
    """A line of a paragraph is neither the rule under a table's header nor a fence of tildes."""
    return "\n".join(_only_text_line(line) for line in text.split("\n"))


def _only_text_line(line: str) -> str:
    if line.startswith("~~~"):
        return f"\\{line}"
    return line.replace("-", "\\-", 1) if all(sign in "|-: " for sign in line) else line


class PipeTables:
    """What mdformat's renderer asks a plugin for."""

    RENDERERS = MappingProxyType({"table": _table, "th": _cell, "td": _cell})
    POSTPROCESSORS = MappingProxyType({"paragraph": _only_text})
