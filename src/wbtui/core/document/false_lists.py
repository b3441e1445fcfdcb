"""Turns lists that no reader would show as they were typed into the lines that were typed.

A reader counts up from the first number of a list, whatever the others are, and shows every sign as a bullet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbtui.core.document.rich_text import Item, List, Paragraph, Quote, Run, opened

if TYPE_CHECKING:
    from wbtui.core.document.rich_text import Block, Blocks


def without_false_lists(blocks: Blocks) -> Blocks:
    """Return blocks in which every list is shown as it was typed; the others are paragraphs."""
    inside = [_without_false_lists_inside(block) for block in blocks]
    with_plus = [isinstance(block, List) and block.sign == "+" for block in inside]
    made: list[Block] = []
    for n, block in enumerate(inside):
        # Beside an advantage with a plus, what has a minus is a drawback.
        is_signed = any(with_plus[max(0, n - 1) : n + 2])
        if isinstance(block, List) and ((is_signed and block.sign in "+-") or not _counts_up(block)):
            made += _as_typed(block)
        else:
            made.append(block)
    return tuple(made)


def _without_false_lists_inside(block: Block) -> Block:
    match block:
        case Quote(blocks):
            return Quote(without_false_lists(blocks))
        case List(items, tight):
            made = tuple(Item(item.mark, without_false_lists(item.blocks)) for item in items)
            # Without a blank line before it, a second paragraph would go on with what it follows.
            apart = any(isinstance(block, Paragraph) for item in made for block in item.blocks[1:])
            return List(made, tight and not apart)
    return block


def _counts_up(block: List) -> bool:
    if block.sign not in ".)":
        return True
    first = int(block.items[0].mark[:-1])
    return all(item.mark[:-1] == str(first + n) for n, item in enumerate(block.items))


def _as_typed(block: List) -> list[Block]:
    """Return what a list says as paragraphs, which stand close together if its items do."""
    made: list[Block] = []
    for item in block.items:
        for inner in opened([Run(item.mark)], " ", item.blocks):
            match made, inner:
                case [*_, Paragraph(before)], Paragraph(lines) if block.tight:
                    made[-1] = Paragraph((*before, *lines))
                case _:
                    made.append(inner)
    return made
