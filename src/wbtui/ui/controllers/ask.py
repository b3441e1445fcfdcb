"""Gives access to the classes of `questions` without importing them at the start.

`ask.YesOrNo(…)` imports the module at its first use; a start asks no question, and the import would cost it 4 ms.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbtui.ui.controllers.questions import FileChoice as FileChoice
    from wbtui.ui.controllers.questions import HowToClose as HowToClose
    from wbtui.ui.controllers.questions import NewSession as NewSession
    from wbtui.ui.controllers.questions import Note as Note
    from wbtui.ui.controllers.questions import OfferRestore as OfferRestore
    from wbtui.ui.controllers.questions import OneLine as OneLine
    from wbtui.ui.controllers.questions import OneOf as OneOf
    from wbtui.ui.controllers.questions import WhichDetails as WhichDetails
    from wbtui.ui.controllers.questions import WhichOfBank as WhichOfBank
    from wbtui.ui.controllers.questions import WhichSide as WhichSide
    from wbtui.ui.controllers.questions import WhichText as WhichText
    from wbtui.ui.controllers.questions import WhichVersion as WhichVersion
    from wbtui.ui.controllers.questions import YesOrNo as YesOrNo


def __getattr__(name: str) -> object:
    return getattr(import_module("wbtui.ui.controllers.questions"), name)
