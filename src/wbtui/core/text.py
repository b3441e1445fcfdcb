"""The boundary that all text passes once: line endings, control characters, words, slugs."""

from __future__ import annotations

import re
import unicodedata

MAX_ANSWER = 40_000
"""Characters in one answer. A text area slows down beyond it, and nobody reads it either."""

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Complete sequences first (CSI, then the string sequences with their terminator), then what is left of one.
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Scripts written without spaces: each sign counts as a word.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN_IN_NAMES = re.compile(r"""[<>:"/\\|?*\[\]{}()!$&';`#%]""")
_RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
SLUG_BYTES = 80


def clean(text: str) -> str:
    """The text less what no text should contain; what remains is kept to the letter.

    Line ends of every kind become ``\\n``; terminal escape sequences and control characters other than newline
    and tab are removed; a lone surrogate becomes U+FFFD. Idempotent.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    text = _NEWLINES.sub("\n", text)
    previous = ""
    while text != previous:
        # Removing one sequence can join the halves of another.
        previous, text = text, _ESCAPES.sub("", text)
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def clean_line(text: str) -> str:
    """`clean` for a text of one line: line ends and tabs become spaces."""
    return on_one_line(clean(text))


def on_one_line(text: str) -> str:
    """Return a clean text with spaces for its line ends and tabs."""
    return text.replace("\n", " ").replace("\t", " ")


def one_kind_of_line_end(text: str) -> str:
    """Return the text with `\\n` for line ends of every kind."""
    return _NEWLINES.sub("\n", text)


def words(text: str) -> int:
    """How many words; in scripts written without spaces each sign counts as one."""
    unspaced = len(_UNSPACED.findall(text))
    return unspaced + len((_UNSPACED.sub(" ", text) if unspaced else text).split())


def one_line(text: str, limit: int = 80) -> str:
    """The text on one line of at most `limit` characters, for lists; direction overrides are left out."""
    line = " ".join(_BIDI.sub("", clean(text[: limit * 4])).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def slug(title: str) -> str:
    """A name for a file, safe on every system, at most `SLUG_BYTES` bytes of UTF-8; never empty."""
    name = unicodedata.normalize("NFC", _FORBIDDEN_IN_NAMES.sub("-", clean_line(title)))
    name = "".join("-" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c for c in name)
    name = re.sub("-+", "-", "-".join(name.casefold().split())).strip(".-~ ")
    name = name.encode()[:SLUG_BYTES].decode(errors="ignore").rstrip(".-~ ")
    if not name or name.split(".")[0].strip() in _RESERVED_NAMES:
        name = f"session-{name}".rstrip("-")
    return name
