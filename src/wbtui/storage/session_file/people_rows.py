"""Finds the row of each person after a change of names, because people have no ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.storage.session_file.tables import Items, Table


def by_new_name(old: Items, new: Items) -> dict[str | None, Table]:
    """Return the old rows by the new items: a person keeps a row by name, and a renamed one by place.

    People count as renamed if there are as many as before between the same neighbours; not if their roles differ.
    """
    there = _runs(old, new)
    items = {
        was: now
        for neighbours, run in _runs(new, old).items()
        if len(run) == len(gone := there.get(neighbours, []))
        for was, now in zip(gone, run, strict=True)
        if old[was]["role"] == new[now]["role"] or not (old[was]["role"] and new[now]["role"])
    }
    return {items.get(item, item): values for item, values in old.items()}


def _runs(items: Items, others: Items) -> dict[tuple[str | None, str | None], list[str | None]]:
    """Return the runs of items that the others lack, by the items before and after them."""
    runs: dict[tuple[str | None, str | None], list[str | None]] = {}
    run: list[str | None] = []
    before: str | None = None
    for item in (*items, None):
        if item in others or item is None:
            runs[before, item], run, before = run, [], item
        else:
            run.append(item)
    return runs
