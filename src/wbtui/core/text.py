"""Functions that sanitize and measure text: control characters, line ends, word counts, file names."""

from __future__ import annotations

import re
import unicodedata

MAX_ANSWER_CHARS = 40_000
"""The maximum number of characters in an answer; a text area becomes slow beyond it."""

# The patterns that few texts need are compiled by their first use: a start would have to wait 2 ms for them.
_NEWLINES = "\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]"
# Complete sequences first (CSI, then string sequences with their terminator), then incomplete ones.
_ESCAPES = (
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
_CONTROLS = "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
_SURROGATES = "[\ud800-\udfff]"
# Scripts written without spaces: each character counts as a word.
_UNSPACED = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
_UNSPACED_LETTERS = (("[\u0e00-\u0eff]+", 4), ("[\u1000-\u109f\u1780-\u17ff]+", 3))
"""Thai and Lao, Myanmar and Khmer, each with the letters of an average word, less signs above and below."""
_FIRST_UNSPACED = "\u0e00"
_LIST_SIGN = re.compile(r"^[ \t]*\d{1,3}[.)](?=[ \t])", re.MULTILINE)
_SIGNS_ALONE = re.compile(r"(?<!\S)(?:[^\w\s]|_)+(?!\S)")
_OFFICE_SIGNS = str.maketrans(
    {"\ufeff": "", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf04a": "☺"}
)
"""Replaces the private characters of symbol fonts that word processors paste, and drops the byte order mark."""
_SINGLE_QUOTES = str.maketrans("“”", "‘’")
_BIDI = "[\u202a-\u202e\u2066-\u2069]"
STEERING = "[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""The pattern of the characters beyond ASCII that steer a terminal or reorder what it shows."""
_FORBIDDEN_IN_NAMES = r"""[<>:"/\\|?*\[\]{}()!$&';`#%]"""
_RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
_CONFLICT_COPY = (
    r"conflicted copy|\.sync-conflict-|in conflict|case conflict|conflict(?:ed)?[ _-]\d|konflikt|copie en conflit"
    r"|\(\d+\)\.\w+$|\b(?:kopie|copie|copia|kopia)\b|[ _-]copy(?: ?\d+)?\.\w+$|\bcopy of\b"
)
MAX_SLUG_BYTES = 80
"""The maximum length of a slug, in bytes of UTF-8."""


def clean(text: str) -> str:
    """Return the text without control characters and terminal escape sequences, otherwise unchanged.

    Newlines and tabs stay. Line ends of every kind become ``\\n``, a lone surrogate becomes U+FFFD. Idempotent.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    text = re.sub(_NEWLINES, "\n", text)
    previous = ""
    while text != previous:
        # Removing a sequence can join the halves of another one.
        previous, text = text, re.sub(_ESCAPES, "", text)
    return re.sub(_SURROGATES, "\ufffd", re.sub(_CONTROLS, "", text)).translate(_OFFICE_SIGNS)


def clean_line(text: str) -> str:
    """Return the cleaned text on one line: line ends and tabs become spaces."""
    return on_one_line(clean(text))


def clean_for_terminal(text: str) -> str:
    """Return the text as a terminal may show it: cleaned, and without bidirectional control characters.

    These stay in an answer, whose language may need them; in a terminal they reorder what stands beside it.
    """
    return text if text.isascii() and text.isprintable() else re.sub(_BIDI, "", clean(text))


def on_one_line(text: str) -> str:
    """Return a text that is already clean with its line ends and tabs replaced by spaces."""
    return text.replace("\n", " ").replace("\t", " ")


def spelled_out(id_: str) -> str:
    """Return an id as words, for want of the title that belongs to it: `Press release` for `press_release`."""
    text = " ".join(id_.replace("_", " ").split())
    return f"{text[:1].upper()}{text[1:]}"


def quoted(text: str) -> str:
    """Return the text in quotation marks; those inside it become single ones."""
    return f"“{text.translate(_SINGLE_QUOTES)}”"


def one_kind_of_line_end(text: str) -> str:
    """Return the text with line ends of every kind replaced by `\\n`."""
    return re.sub(_NEWLINES, "\n", text)


def words(text: str) -> int:
    """Count the words; signs that stand alone, such as those of lists and tables, do not count.

    Of scripts that are written without spaces, each character counts as a word, or every three or four letters.
    """
    count = 0
    if not text.isascii() and max(text) >= _FIRST_UNSPACED:
        count = len(re.findall(_UNSPACED, text))
        text = re.sub(_UNSPACED, " ", text)
        for script, letters in _UNSPACED_LETTERS:
            for stretch in re.findall(script, text):
                count += -(-sum(unicodedata.category(sign) in ("Lo", "Nd") for sign in stretch) // letters)
            text = re.sub(script, " ", text)
    text = _LIST_SIGN.sub(" ", text)
    return count + len(text.split()) - len(_SIGNS_ALONE.findall(text))


def is_unspaced(character: str) -> bool:
    """Return whether a character is of a script that is written without spaces between words."""
    return any(re.match(script, character) for script in (_UNSPACED, *(script for script, _ in _UNSPACED_LETTERS)))


def one_line(text: str, limit: int = 80) -> str:
    """Return the text on one line of at most `limit` characters, without bidirectional control characters."""
    line = " ".join(clean_for_terminal(text[: limit * 4]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def folded(text: str) -> str:
    """Return the text in a form for comparisons that ignore case and the composition of letters."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def is_conflict_copy(name: str) -> bool:
    """Return whether a file name is one that a sync program or a file manager gives to a second copy of a file."""
    return re.search(_CONFLICT_COPY, folded(name)) is not None


def slug(title: str) -> str:
    """Return a file name for a title: safe on every system, at most `MAX_SLUG_BYTES` long, never empty."""
    name = unicodedata.normalize("NFC", re.sub(_FORBIDDEN_IN_NAMES, "-", clean_line(title)))
    name = "".join("-" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c for c in name)
    name = re.sub("-+", "-", "-".join(name.casefold().split())).strip(".-~ ")
    name = name.encode()[:MAX_SLUG_BYTES].decode(errors="ignore").rstrip(".-~ ")
    if not name or name.split(".")[0].strip() in _RESERVED_NAMES:
        name = f"session-{name}".rstrip("-")
    return name
