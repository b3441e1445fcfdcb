"""A session file with other values: what changed is patched where it stands, and all other text stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import tomli

from wbtui.core.errors import SaveError
from wbtui.storage.session_file.tables import Change, changed, longest_run, same
from wbtui.storage.session_file.toml_document import Piece, joined, rewritten
from wbtui.storage.session_file.toml_patch import form_of, parts_of, patched, rearranged, with_array
from wbtui.storage.session_file.toml_text import key_text, table_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_document import TomlDocument
    from wbtui.storage.session_file.toml_lines import Path

PEOPLE = ("people",)


def updated(wanted: Mapping[Path, Items], original: TomlDocument, ending: str) -> TomlDocument:
    """Return the wanted tables as a file in the style of the original; an unchanged table keeps its text.

    Raises SaveError for what no file can say.
    """
    before = dict(original.known)
    for path in wanted:
        _refuse_twice(path, wanted)
    paths = list(wanted)
    if PEOPLE in before:
        before[PEOPLE] = _same_people(before[PEOPLE], wanted.get(PEOPLE, {}))
    both = (*paths, *(path for path in before if path not in wanted))
    changes = [change for path in both for change in _changes(path, before.get(path, {}), wanted.get(path, {}))]
    data = reduce(changed, changes, original.data)
    ending = original.gap + ending.replace("\n", original.eol)
    toml = replace(original, data=data, known=wanted, ending=ending, is_ours=True, is_rewritten=False)
    if not original.body:
        return rewritten(toml)
    try:
        patch = _Patch(original, paths)
        for change in changes:
            patch.make(change)
    except (ValueError, RecursionError):
        return rewritten(toml)
    pieces = tuple(patch.pieces)
    return replace(toml, body=joined(pieces), given_pieces=pieces, is_sure=patch.is_sure)


def _changes(path: Path, old: Items, new: Items) -> Iterator[Change]:
    if old and new and (None in old) != (None in new):
        yield Change(path, old, {})
        yield Change(path, {}, new)
    elif old != new or list(old) != list(new):
        yield Change(path, old, new)


def _refuse_twice(path: Path, wanted: Mapping[Path, Items]) -> None:
    above = (wanted.get(path[: n - 1], {}).get(None, {}).keys() & {path[n - 1]} for n in range(1, len(path) + 1))
    if any(above) or len({item is None for item in wanted[path]}) > 1:
        raise _said_twice(path)


def _said_twice(path: Path) -> SaveError:
    return SaveError("session.twice", key=key_text(*path), next_step="fix_in_editor")


def _same_people(old: Items, new: Items) -> dict[str | None, Table]:
    """Return the old rows by the new items: a person keeps a row by name, and a renamed one takes the next."""
    rest = [item for item in new if item not in old]
    return {item if item in new else rest.pop(0) if rest else item: values for item, values in old.items()}


class _Patch:
    """The pieces of a file while changes are made to them. Raises ValueError for what cannot be followed."""

    def __init__(self, original: TomlDocument, order: Sequence[Path]) -> None:
        self.pieces = list(original.pieces)
        self.is_sure = True
        self._order = order
        self._eol = original.eol

    def make(self, change: Change) -> None:
        """Make one change where the file has that table, and read the changed text back."""
        there = [n for n, piece in enumerate(self.pieces) if piece.path == change.path]
        if there and all(self.pieces[n].is_array == change.is_array for n in there):
            (self._change_rows if change.is_array else self._change_table)(there, change)
            return
        if there:
            # The file has a table where the session has a list, or the other way round.
            raise ValueError
        for n, piece in enumerate(self.pieces):
            depth = len(piece.path)
            if piece.is_array or piece.path != change.path[:depth]:
                continue
            if how := form_of(piece.text, depth, change.path[depth:]):
                self._replace(n, self._inside(piece.text, depth, how, change), change)
                return
        self._add(change)

    def _replace(self, n: int, text: str, change: Change) -> None:
        """Replace the text of a piece, if it reads back with this change and no other."""
        piece = self.pieces[n]
        if not same(tomli.loads(text), changed(tomli.loads(piece.text), change)):
            # The patch does not read back.
            raise ValueError
        self.pieces[n] = piece._replace(text=text)

    def _change_table(self, there: Sequence[int], change: Change) -> None:
        (n,) = there
        old, new = change.old.get(None, {}), change.new.get(None, {})
        text = patched(self.pieces[n].text, len(change.path), (), old, new, self._eol)
        self.is_sure = self.is_sure and new.keys() <= old.keys()
        self._replace(n, text, change)
        if not new and change.path and parts_of(text).is_bare:
            self._remove(n)

    def _inside(self, text: str, depth: int, how: str, change: Change) -> str:
        """Return the text of a piece with a change in a table that it has inline or as dotted keys."""
        base = change.path[depth:]
        self.is_sure = False
        if not change.is_array:
            old, new = change.old.get(None, {}), change.new.get(None, {})
            return patched(text, depth, base, old, new, self._eol)
        if how == "into":
            return with_array(text, depth, base, list(change.new.values()), self._eol)
        items = list(change.old)
        for n, item in enumerate(items):
            if item in change.new:
                text = patched(text, depth, (*base, n), change.old[item], change.new[item], self._eol)
        if list(change.new) == items:
            return text
        order = [items.index(item) if item in change.old else values for item, values in change.new.items()]
        return rearranged(text, depth, base, order, self._eol)

    def _change_rows(self, there: Sequence[int], change: Change) -> None:
        """Change, remove, move and add rows; those that keep their place among each other are not touched."""
        if len(there) != len(change.old):
            # The array has rows of unknown ids.
            raise ValueError
        if any(piece.path[: len(change.path)] == change.path != piece.path for piece in self.pieces):
            self.is_sure = False
        at = dict(zip(change.old, there, strict=True))
        for item, n in at.items():
            old, new = change.old[item], change.new.get(item)
            if new is not None and new != old:
                text = patched(self.pieces[n].text, len(change.path), (), old, new, self._eol)
                self._replace(n, text, Change(change.path, {item: old}, {item: new}))
        if list(change.new) == list(change.old):
            return
        stay = longest_run([at[item] for item in change.new if item in at])
        gone = {n for n in there if n not in stay}
        rows = {item: self._own(self.pieces[n].text) for item, n in at.items() if n in gone}
        rows |= {
            item: self._row(change.path, values, item) for item, values in change.new.items() if item not in at
        }
        behind: int | None = None
        first = min(stay, default=None)
        groups: dict[int | None, list[Piece]] = {}
        for item in change.new:
            if item in at and at[item] in stay:
                behind = at[item]
            else:
                groups.setdefault(behind, []).append(Piece(change.path, rows[item], is_array=True))
        if first is None:
            groups = {min(there): groups[None]} if groups else {}
        for n in reversed(range(len(self.pieces))):
            if n in groups:
                self._insert(n, groups[n])
            if n == first and None in groups:
                self.pieces[n:n] = [piece._replace(text=piece.text + self._eol) for piece in groups[None]]
            if n in gone:
                self._remove(n)

    def _own(self, text: str) -> str:
        return parts_of(text, self._eol).own

    def _row(self, path: Path, values: Table, item: str | None) -> str:
        return table_text(path, values, is_row=item is not None).replace("\n", self._eol)

    def _remove(self, n: int) -> None:
        """Delete a piece; comments that belong to no line of it move to the piece before."""
        free = parts_of(self.pieces[n].text, self._eol).free
        before = self.pieces[n - 1]
        self.pieces[n - 1] = before._replace(text=before.text + free)
        del self.pieces[n]

    def _insert(self, n: int, new: list[Piece]) -> None:
        """Insert pieces after one, above the separate comments that follow it."""
        text = self.pieces[n].text
        end = parts_of(text, self._eol).end
        texts = [*(piece.text + self._eol for piece in new[:-1]), new[-1].text + text[end:]]
        self.pieces[n] = self.pieces[n]._replace(text=text[:end] + self._eol)
        self.pieces[n + 1 : n + 1] = [piece._replace(text=text) for piece, text in zip(new, texts, strict=True)]

    def _add(self, change: Change) -> None:
        """Insert a table that the file does not have, after the one that it follows in a new file."""
        new = [
            Piece(change.path, self._row(change.path, values, item), item is not None)
            for item, values in change.new.items()
            if values
        ]
        if not new:
            return
        if not same(tomli.loads("".join(piece.text for piece in new)), changed({}, change._replace(old={}))):
            # The patch does not read back.
            raise ValueError
        self.is_sure = False
        before = self._order[: self._order.index(change.path)]
        places = ([n for n, piece in enumerate(self.pieces) if piece.path == path] for path in reversed(before))
        n = next((found[-1] for found in places if found), 0)
        path = self.pieces[n].path
        while path and n + 1 < len(self.pieces) and self._is_below(self.pieces[n + 1].path, path):
            n += 1
        self._insert(n, new)

    def _is_below(self, path: Path, above: Path) -> bool:
        return path[: len(above)] == above and path not in self._order
