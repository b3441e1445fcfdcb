"""The document of a session: its blocks, made from the session and its workbook for an audience."""

from __future__ import annotations

from wbtui.core.document.answers import CUSTOMERS, EVERYONE
from wbtui.core.document.blocks import (
    Block,
    Dateline,
    Document,
    Fact,
    Facts,
    Heading,
    Labelled,
    Prose,
    Question,
    Quote,
    Subtitle,
    Table,
    outline,
)
from wbtui.core.document.build import document

__all__ = (
    "CUSTOMERS",
    "EVERYONE",
    "Block",
    "Dateline",
    "Document",
    "Fact",
    "Facts",
    "Heading",
    "Labelled",
    "Prose",
    "Question",
    "Quote",
    "Subtitle",
    "Table",
    "document",
    "outline",
)
