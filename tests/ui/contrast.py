"""Measures the contrast of a frame as a terminal would draw it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from rich.color import Color
from rich.style import Style
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from wbtui.ui.themes import THEMES

LEAST_FOR_TEXT = 4.5
LEAST_FOR_EDGES = 3.0
DRAWING = range(0x2500, 0x25A0)
"""Lines and blocks, the characters of edges, bars and large digits."""
DIM_CONTRAST_SHARE = 0.5
"""The part of its contrast that a dim text keeps in a terminal that dims strongly."""
BRIGHT_OFFSET = 8
"""The difference between the numbers of a bright colour and of the normal one."""


@dataclass(frozen=True)
class Palette:
    """The colours of a terminal; its text and its background may be two of the numbered ones."""

    name: str
    text: int | str
    ground: int | str
    colours: tuple[str, ...]


_XTERM = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
_LINUX = (
    *("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"),
    *("#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"),
)
_VS_CODE_DARK = (
    *("#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5"),
    *("#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#e5e5e5"),
)
_VS_CODE_LIGHT = (
    *("#000000", "#cd3131", "#107c10", "#949800", "#0451a5", "#bc05bc", "#0598bc", "#555555"),
    *("#666666", "#cd3131", "#14ce14", "#b5ba00", "#0451a5", "#bc05bc", "#0598bc", "#a5a5a5"),
)
DARK_PALETTES = (
    Palette("xterm, reversed", "#ffffff", "#000000", _XTERM),
    Palette("VS Code, dark", "#cccccc", "#1e1e1e", _VS_CODE_DARK),
    Palette("Linux console", 7, 0, _LINUX),
)
LIGHT_PALETTES = (
    Palette("xterm", "#000000", "#ffffff", _XTERM),
    Palette("VS Code, light", "#333333", "#ffffff", _VS_CODE_LIGHT),
)
"""The Linux console is left out, because its background is dark."""


def palettes(theme: str) -> tuple[Palette, ...]:
    """Return the palettes in which a theme must be readable."""
    assert theme in THEMES
    return {"ansi-dark": DARK_PALETTES, "ansi-light": LIGHT_PALETTES}.get(theme, DARK_PALETTES[:1])


@cache
def colours(style: Style, palette: Palette) -> tuple[str, str]:
    """Return the colours of text and background."""
    text, ground = _number(style.color, palette.text), _number(style.bgcolor, palette.ground)
    if style.reverse:
        text, ground = ground, text
    if style.bold and isinstance(text, int) and text < BRIGHT_OFFSET:
        text += BRIGHT_OFFSET
    seen, below = _rgb(text, palette), _rgb(ground, palette)
    return (_blend(seen, below) if style.dim else seen), below


def _number(colour: Color | None, default: int | str) -> int | str:
    if colour is None or colour.is_default:
        return default
    return colour.triplet.hex if colour.triplet else colour.number or 0


def _rgb(colour: int | str, palette: Palette) -> str:
    return palette.colours[colour] if isinstance(colour, int) else colour


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _blend(text: str, ground: str) -> str:
    mixed = (round(b + (t - b) * DIM_CONTRAST_SHARE) for t, b in zip(_parts(text), _parts(ground), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


@cache
def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours after WCAG, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))
    )
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def faint(strips: Iterable[Strip], palette: Palette) -> Iterator[str]:
    """Yield the pairs of colours in a frame with too little contrast, each with a text that has them."""
    said: set[tuple[str, str]] = set()
    for segment in (segment for strip in strips for segment in strip if not segment.control):
        text = segment.text.strip()
        pair = colours(segment.style or Style.null(), palette)
        least = LEAST_FOR_EDGES if all(ord(sign) in DRAWING for sign in text) else LEAST_FOR_TEXT
        if text and ratio(*pair) < least and pair not in said:
            said.add(pair)
            yield f"{text!r}: {ratio(*pair):.2f} ({' on '.join(pair)}, {palette.name})"


def faint_thumbs(bars: Iterable[ScrollBar], strips: list[Strip], palette: Palette) -> Iterator[str]:
    """Yield the scroll bars whose thumb cannot be told from its track."""
    for bar in bars:
        rows = strips[bar.region.y : bar.region.bottom]
        grounds = {ground_at(row, bar.region.x, palette) for row in rows}
        if len(grounds) == 2 and ratio(*grounds) < LEAST_FOR_EDGES:
            yield f"thumb: {ratio(*grounds):.2f} ({' on '.join(grounds)}, {palette.name})"


def ground_at(row: Strip, x: int, palette: Palette) -> str:
    """Return the background colour at a column of a row."""
    segment = next(iter(row.crop(x, x + 1)))
    return colours(segment.style or Style.null(), palette)[1]
