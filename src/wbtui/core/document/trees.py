"""Tells trees of folders and files, which are made of nothing but names and indents, from other text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NAME = re.compile(r"([^\s:,;@]*[^\s:,;@.!?](?: [^\s:,;@]*[^\s:,;@.!?]){0,2})(?:[ \t]{2,}.*|[ \t]+(?:#|<-|//).*)?")
"""Matches a name of up to three words, and a remark behind it."""
_FILE = re.compile(r"(?:.*/|.*[^.\s]\.[A-Za-z][A-Za-z0-9]{0,4}|\.[\w-]+)")
"""Matches the name of a folder with its slash, or of a file with its ending."""
_NO_FILE = re.compile(r"[-*+•>]|\d+[.)]|https?|www\.")


def is_tree(lines: Sequence[str]) -> bool:
    """Return whether lines are the names of files, below the folders that they are in."""
    indents = [len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) for line in lines]
    if not min(indents) == indents[0] < max(indents):
        return False
    names = [found[1] for line in lines if (found := _NAME.fullmatch(line.strip()))]
    if len(names) < len(lines) or any(map(_NO_FILE.match, names)):
        return False
    if any(_FILE.fullmatch(names[n].rstrip("/")) for n, (one, two) in enumerate(pairwise(indents)) if two > one):
        return False
    files = sum(_FILE.fullmatch(name) is not None for name in names)
    return files * (2 if any(" " in name for name in names) else 4) >= len(names)
