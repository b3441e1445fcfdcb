"""Renders a line of content for the terminal."""

from __future__ import annotations

from textual.content import Content
from textual.strip import Strip
from textual.style import Style


def strip_of(content: Content, width: int, style: Style) -> Strip:
    """Return the first line of the content, padded or cut to exactly `width` cells.

    `Visual.to_strips`, which handles whole paragraphs with links and selections, takes ten times as long: 0.2 ms
    for each of the forty lines of a screen.
    """
    line = content.first_line.expand_tabs()
    return Strip(line.render_segments(style)).adjust_cell_length(width, style.rich_style)
