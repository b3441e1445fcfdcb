"""Turns lists that no reader would show as they were typed into the lines that were typed.

A reader counts up from the first number of a list, whatever the others are, and shows every sign as a bullet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wbtui.core.document.rich_text import List, Paragraph, Run, opened

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Block, Blocks


def without_false_lists(read: Iterable[tuple[Blocks, bool]]) -> Blocks:
    """Return blocks in which every list is shown as it was typed; the others are paragraphs.

    With the blocks comes whether they follow those before without a blank line. Then a paragraph goes on.
    """
    blocks = [(block, goes_on and not n) for inside, goes_on in read for n, block in enumerate(inside)]
    with_plus = [isinstance(block, List) and block.sign == "+" for block, _ in blocks]
    made: list[Block] = []
    for n, (block, goes_on) in enumerate(blocks):
        # Beside an advantage with a plus, what has a minus is a drawback.
        is_signed = any(with_plus[max(0, n - 1) : n + 2])
        if isinstance(block, List) and ((is_signed and block.sign in "+-") or not _counts_up(block)):
            _add_as_typed(made, block, goes_on)
        else:
            made.append(block)
    return tuple(made)


def _counts_up(block: List) -> bool:
    if block.sign not in ".)":
        return True
    first = int(block.items[0].mark[:-1])
    return all(item.mark[:-1] == str(first + n) for n, item in enumerate(block.items))


def _add_as_typed(made: list[Block], block: List, goes_on: bool) -> None:
    """Add what a list says as paragraphs, which stand close together if its items do."""
    for item in block.items:
        for inner in opened([Run(item.mark)], " ", item.blocks):
            match made, inner:
                case [*_, Paragraph(before)], Paragraph(lines) if goes_on:
                    made[-1] = Paragraph((*before, *lines))
                case _:
                    made.append(inner)
            goes_on = block.tight
