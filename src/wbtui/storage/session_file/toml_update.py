"""Puts other values into a session file: changed ones are patched in place, and all other text stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import tomli

from wbtui.storage.session_file.table_edits import edits_between
from wbtui.storage.session_file.tables import TableEdit, changed, longest_run, same
from wbtui.storage.session_file.toml_document import Piece, joined, rewritten
from wbtui.storage.session_file.toml_patch import form_of, parts_of, patched, renamed, with_array, with_rows
from wbtui.storage.session_file.toml_text import table_text

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table
    from wbtui.storage.session_file.toml_document import TomlDocument
    from wbtui.storage.session_file.toml_lines import Path


def updated(wanted: Mapping[Path, Items], original: TomlDocument, ending: str) -> TomlDocument:
    """Return the wanted tables as a file in the style of the original; an unchanged table keeps its text.

    Raises SaveError for a key that would be a table and a value at once.
    """
    plan = list(edits_between(original.known, wanted, original.data))
    toml = replace(
        original,
        data=plan[-1].data if plan else original.data,
        known=wanted,
        ending=original.gap + ending.replace("\n", original.eol),
        is_ours=True,
        is_rewritten=False,
        replaced=tuple(path for planned in plan for path, value in planned.replaced if value not in ("", [], {})),
        needs_full_check=True,
    )
    if not original.body:
        return rewritten(toml)
    try:
        patch = _PatchedPieces(original, list(wanted))
        for planned in plan:
            patch.clear(planned.edit, planned.replaced)
            patch.make(planned.edit)
        patch.check()
    except (ValueError, RecursionError):
        return rewritten(toml)
    pieces = tuple(patch.pieces)
    return replace(toml, body=joined(pieces), given_pieces=pieces, needs_full_check=patch.needs_full_check)


def with_renamed_key(toml: TomlDocument, old: str, new: str) -> TomlDocument:
    """Return a document with another name for a known key of its head; the same if its text cannot be patched."""
    try:
        head, *rest = toml.pieces
        pieces = (head._replace(text=renamed(head.text, old, new)), *rest)
    except ValueError:
        return toml
    data, known = (
        {new if name == old else name: value for name, value in table.items()}
        for table in (toml.data, toml.known[()][None])
    )
    return replace(
        toml,
        body="".join(piece.text for piece in pieces),
        given_pieces=pieces,
        data=data,
        known={**toml.known, (): {None: known}},
    )


class _PatchedPieces:
    """The pieces of a file while changes are made to them.

    All methods raise ValueError for text that they cannot split or find their way in.
    """

    def __init__(self, original: TomlDocument, order: Sequence[Path]) -> None:
        self.pieces = list(original.pieces)
        self.needs_full_check = False
        self._order = order
        self._eol = original.eol
        self._unchecked: dict[Path, tuple[str, list[TableEdit]]] = {}
        """The text of each changed table before its first edit, and its edits."""

    def clear(self, edit: TableEdit, replaced: Sequence[tuple[Path, object]]) -> None:
        """Remove unknown tables, and other unknown values that stand where an edit needs a table."""
        for path, value in replaced:
            there = [n for n, piece in enumerate(self.pieces) if piece.path[: len(path)] == path]
            is_in_row = edit.is_array and len(path) > len(edit.path)
            if is_in_row or not (there or isinstance(value, Mapping) or len(path) <= len(edit.path)):
                # Its text is replaced where it stands.
                continue
            self.needs_full_check = True
            for n in reversed(there):
                self._remove(n)
            self.make(TableEdit(path[:-1], {None: {path[-1]: value}}, {None: {}}))

    def make(self, edit: TableEdit) -> None:
        """Make one edit where the file has that table."""
        there = [n for n, piece in enumerate(self.pieces) if piece.path == edit.path]
        if there and all(self.pieces[n].is_array == edit.is_array for n in there):
            (self._change_rows if edit.is_array else self._change_table)(there, edit)
            return
        if there:
            # The file has a table where the session has a list, or the other way round.
            raise ValueError
        for n, piece in enumerate(self.pieces):
            depth = len(piece.path)
            if piece.is_array or piece.path != edit.path[:depth]:
                continue
            if how := form_of(piece.text, depth, edit.path[depth:]):
                self._replace(n, self._inside(piece.text, depth, how, edit), edit)
                return
        self._add(edit)

    def check(self) -> None:
        """Read back the text of all tables that were changed."""
        for n, piece in enumerate(self.pieces):
            if piece.path in self._unchecked:
                self._check_table(n)

    def _check_table(self, n: int) -> None:
        """Read back the text of a table: it must have its edits and no other."""
        before, edits = self._unchecked.pop(self.pieces[n].path)
        _check(before, self.pieces[n].text, edits)

    def _replace(self, n: int, text: str, edit: TableEdit) -> None:
        """Replace the text of a table, to be read back once it has all its edits."""
        piece = self.pieces[n]
        self._unchecked.setdefault(piece.path, (piece.text, []))[1].append(edit)
        self.pieces[n] = piece._replace(text=text)

    def _change_table(self, there: Sequence[int], edit: TableEdit) -> None:
        (n,) = there
        old, new = edit.old.get(None, {}), edit.new.get(None, {})
        text = patched(self.pieces[n].text, len(edit.path), (), old, new, self._eol)
        self.needs_full_check = self.needs_full_check or not new.keys() <= old.keys()
        self._replace(n, text, edit)
        if not new and edit.path and parts_of(text).is_bare:
            self._check_table(n)
            self._remove(n)

    def _inside(self, text: str, depth: int, how: str, edit: TableEdit) -> str:
        """Return the text of a piece with an edit in a table that it has inline or as dotted keys."""
        base = edit.path[depth:]
        self.needs_full_check = True
        if not edit.is_array:
            old, new = edit.old.get(None, {}), edit.new.get(None, {})
            return patched(text, depth, base, old, new, self._eol)
        if how == "into":
            return with_array(text, depth, base, list(edit.new.values()), self._eol)
        return with_rows(text, depth, base, edit.old, edit.new, self._eol)

    def _change_rows(self, there: Sequence[int], edit: TableEdit) -> None:
        """Change, remove, move and add rows; those that keep their place among each other are not touched."""
        if len(there) != len(edit.old):
            # The array has rows of unknown ids.
            raise ValueError
        if any(piece.path[: len(edit.path)] == edit.path != piece.path for piece in self.pieces):
            self.needs_full_check = True
        at = dict(zip(edit.old, there, strict=True))
        for item, n in at.items():
            old, new = edit.old[item], edit.new.get(item)
            if new is not None and new != old:
                text = patched(self.pieces[n].text, len(edit.path), (), old, new, self._eol)
                _check(self.pieces[n].text, text, [TableEdit(edit.path, {item: old}, {item: new})])
                self.pieces[n] = self.pieces[n]._replace(text=text)
        if list(edit.new) == list(edit.old):
            return
        stay = longest_run([at[item] for item in edit.new if item in at])
        gone = {n for n in there if n not in stay}
        rows = {item: self._own(self.pieces[n].text) for item, n in at.items() if n in gone}
        rows |= {item: self._row(edit.path, values, item) for item, values in edit.new.items() if item not in at}
        behind: int | None = None
        first = min(stay, default=None)
        groups: dict[int | None, list[Piece]] = {}
        for item in edit.new:
            if item in at and at[item] in stay:
                behind = at[item]
            else:
                groups.setdefault(behind, []).append(Piece(edit.path, rows[item], is_array=True))
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

    def _add(self, edit: TableEdit) -> None:
        """Insert a table that the file does not have, after the one that it follows in a new file."""
        new = [
            Piece(edit.path, self._row(edit.path, values, item), item is not None)
            for item, values in edit.new.items()
            if values
        ]
        if not new:
            return
        _check("", "".join(piece.text for piece in new), [edit._replace(old={})])
        self.needs_full_check = True
        before = self._order[: self._order.index(edit.path)]
        places = ([n for n, piece in enumerate(self.pieces) if piece.path == path] for path in reversed(before))
        n = next((found[-1] for found in places if found), 0)
        path = self.pieces[n].path
        while path and n + 1 < len(self.pieces) and self._is_below(self.pieces[n + 1].path, path):
            n += 1
        self._insert(n, new)

    def _is_below(self, path: Path, above: Path) -> bool:
        return path[: len(above)] == above and path not in self._order


def _check(before: str, after: str, edits: Sequence[TableEdit]) -> None:
    data: Table = tomli.loads(before)
    if not same(tomli.loads(after), reduce(changed, edits, data)):
        # The patch does not read back.
        raise ValueError
