"""A line of content as the terminal gets it."""

from __future__ import annotations

from textual.content import Content
from textual.strip import Strip
from textual.style import Style


def strip_of(content: Content, width: int, style: Style) -> Strip:
    """The first line, at exactly this many cells.

    `Visual.to_strips`, which is made for whole paragraphs with links and selections, takes ten times as long for
    it: 0.2 ms, and a screen has forty lines.
    """
    line = content.first_line.expand_tabs()
    return Strip(line.render_segments(style)).adjust_cell_length(width, style.rich_style)
