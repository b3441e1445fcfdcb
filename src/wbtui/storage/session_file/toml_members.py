"""Rearranges the members of an array or an inline table, each with the comments that belong to it.

To a member belong the comment lines directly above it, without an empty line between, and the comment behind it on
its line. All other comments stay at their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wbtui.storage.session_file.toml_lines import Value

_FIRST_LINE = re.compile(r"([^\n]*?)(\r?\n)")


class _Member(NamedTuple):
    """A key and its value, or only a value, with the comments that belong to it."""

    lead: str
    """The comment lines directly above it."""
    text: str
    tail: str
    """The comment behind it on its line, with the space before that."""


class _Gap(NamedTuple):
    """The text before a member or before the closing bracket, less the comma."""

    tail: str = ""
    """The comment on the line that ends here; it belongs to the member or to the bracket before it."""
    above: str = ""
    """The end of that line, and the lines that belong to no member; empty if the next member is on that line."""
    lead: str = ""
    """The comment lines directly above the next member."""
    indent: str = ""
    """The space before the next member on its line."""

    @classmethod
    def of(cls, text: str) -> _Gap:
        """Split the text of a gap."""
        first = _FIRST_LINE.match(text)
        if not first:
            return cls(indent=text)
        *lines, indent = text[first.end() :].split("\n")
        n = len(lines)
        while n and lines[n - 1].lstrip().startswith("#"):
            n -= 1
        above, lead = ("".join(f"{line}\n" for line in some) for some in (lines[:n], lines[n:]))
        return cls(first[1] if "#" in first[1] else "", first[2] + above, lead, indent)

    def before(self, other: _Gap) -> _Gap:
        """Return the other gap as it is without the member between the two."""
        if "#" in self.above:
            below = _FIRST_LINE.sub("", other.above, count=1)
            return other._replace(above=self.above + below, indent=(other if other.above else self).indent)
        return other if other.above else other._replace(above=self.above, indent=self.indent)

    def on_a_new_line(self, eol: str, indent: str) -> _Gap:
        """Return this gap with a line end in it."""
        return self if self.above else self._replace(above=eol, indent=indent)


def rearranged_members(text: str, value: Value, order: Sequence[int | str], eol: str) -> str:
    """Return the text between the brackets of a value with its old members, by position, and with new ones."""
    *gaps, closing = _gaps(text, value)
    old = [
        _Member(gap.lead, text[member.start : member.value.end], after.tail)
        for member, gap, after in zip(value.members or (), gaps, [*gaps, closing][1:], strict=True)
    ]
    members = [_Member("", one, "") if isinstance(one, str) else old[one] for one in order]
    is_multiline = any(gap.above for gap in gaps) if gaps else bool(closing.above)
    indent = next((gap.indent for gap in gaps if gap.above), f"{closing.indent}  " if closing.above else "  ")
    usual = _Gap(above=eol, indent=indent) if is_multiline else _Gap(indent=" ")
    if not gaps and not is_multiline:
        closing = closing._replace(indent=" " if text[value.start] == "{" else "")
    new = tail = (gaps[0] if gaps else closing).tail
    spots, closing = _spots(gaps, closing, order, usual)
    for n, (member, spot) in enumerate(zip(members, spots, strict=True)):
        spot = spot.on_a_new_line(eol, indent) if tail or member.lead else spot
        tail = member.tail
        comma = "," if n + 1 < len(order) or value.tail is not None else ""
        new += spot.above + member.lead + spot.indent + member.text + comma + tail
    closing = closing.on_a_new_line(eol, "") if tail else closing
    new += closing.above + closing.indent
    return new if members or "#" in new else ""


def _gaps(text: str, value: Value) -> Iterator[_Gap]:
    """Yield the gap before each member, and the one before the closing bracket, which has no lead."""
    members = value.members or ()
    end = value.end - 1
    yield from (_Gap.of(text[one.gap : one.start]) for one in members[:1])
    for one, other in pairwise(members):
        yield _Gap.of(_without_comma(text[one.value.end : one.end], text[other.gap : other.start]))
    if not members:
        last = _Gap.of(text[value.start + 1 : end])
    elif value.tail is None:
        last = _Gap.of(text[members[-1].value.end : end])
    else:
        last = _Gap.of(_without_comma(text[members[-1].value.end : members[-1].end], text[value.tail : end]))
    yield last._replace(above=last.above + last.lead, lead="")


def _without_comma(before: str, after: str) -> str:
    """Return the text around a comma; space before it on the same line does not count."""
    return before + after if "\n" in before else after


def _spots(
    gaps: Sequence[_Gap], closing: _Gap, order: Sequence[int | str], usual: _Gap
) -> tuple[list[_Gap], _Gap]:
    """Return the gap for each member of the new order, and the one before the closing bracket.

    The comments that belong to no member stay where they are among the members that stay.
    """
    kept, places, gone = set(order), list[_Gap](), None
    for n, gap in enumerate(gaps):
        gap = gone.before(gap) if gone else gap
        places, gone = ([*places, gap], None) if n in kept else (places, gap)
    if not places and order:
        # All members are new.
        places = [gone or (usual if usual.above else _Gap(indent=closing.indent))]
    elif gone and "#" in gone.above:
        closing = gone.before(closing)
    if order and isinstance(order[0], str):
        # A new first member stands below the comments at the top, and the old first one below the new one.
        places[1:1] = [usual]
        return [places.pop(0), *(usual if isinstance(one, str) else places.pop(0) for one in order[1:])], closing
    return [usual if isinstance(one, str) else places.pop(0) for one in order], closing
