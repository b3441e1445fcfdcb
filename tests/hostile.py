"""Texts that people paste and files contain, and that must neither crash nor change anything."""

from __future__ import annotations

HOSTILE = (
    "[/oops] close",
    "[a=b:c",
    "[@click=app.quit]x[/]",
    "Revenue [Q3] up [red]",
    "[link=http://x]y",
    "\x1b]52;c;SEVMTE8=\x07clip",
    "\x1b[2Jclear \x1b]0;title\x1b\\ \x9b31m",
    "NUL \x00 BEL \x07 BS \x08",
    "three \"\"\" quotes ''' and \\ backslash \\",
    "東京　タワー の 価格",
    "👩‍👩‍👧‍👦 family, 🇫🇷 flag, e\u0301",
    "prix 10 € · می‌خواهم",
    "\ud83d lone surrogate",
    "line one\r\nline two\rline three\x0bfour\u2028five",
    "<script>alert(1)</script> &amp; <!-- ",
    "# heading\n\n===\n---\n```\nunclosed fence",
    "| a | b |\n|---|---|",
    "trailing space \n\n\ttab\n",
    "x" * 20_000,
    "\u202egnirts desrever\u202c",
)
"""Each is one answer somebody could give."""
