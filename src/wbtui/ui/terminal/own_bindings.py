"""Gives a screen or widget bindings that its class does not have.

Of Textual's private parts this module uses `DOMNode._bindings`; tests/ui/test_upstream.py fails when Textual
(8.2.8) no longer has it or no longer needs this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingsMap

if TYPE_CHECKING:
    from textual.dom import DOMNode


def change_bindings(node: DOMNode, usual: Iterable[Binding], wanted: Iterable[Binding]) -> None:
    """Replace the bindings of a node that have the ids of the `usual` ones.

    Upstream: `App.set_keymap` can neither give a key to what has none nor take one away, and the keymap is applied
    again at every key.
    """
    gone = {binding.id for binding in usual}
    kept = [binding for _, binding in node._bindings if binding.id not in gone]
    node._bindings = BindingsMap([*kept, *wanted])
