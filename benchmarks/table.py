"""The table of results: measured values, the values they are compared with, and targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Row:
    """One line of the table: measured values, and those they are compared with, pair by pair."""

    name: str
    unit: str
    ours: Sequence[float]
    other: Sequence[float] = ()
    """The values to compare with, one for each of `ours`, from the same rounds; empty for none."""
    than: str = "bare"
    """The name of what `other` measures."""
    ratio: float = 0
    """The maximum median ratio; 0 for no target."""
    limit: float = 0
    """The maximum median value; 0 for no target."""

    @property
    def ratios(self) -> list[float]:
        """The ratios of `ours` to `other`, pair by pair."""
        if not self.other:
            return []
        return [ours / other for ours, other in zip(self.ours, self.other, strict=True)]

    @property
    def missed(self) -> bool:
        """True if a target is exceeded."""
        over = bool(self.limit) and median(self.ours) > self.limit
        return over or (bool(self.ratio) and bool(self.ratios) and median(self.ratios) > self.ratio)

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the cells, one for each column."""
        ratios = self.ratios
        spread = f"{min(ratios):.2f}–{max(ratios):.2f}" if len(ratios) > 1 else ""
        target = f"≤ {self.ratio:g} ×" if self.ratio else f"≤ {self.limit:g} {self.unit}" if self.limit else ""
        return (
            self.name,
            _number(median(self.ours)),
            self.unit,
            _number(median(self.other)) if self.other else "",
            self.than if self.other else "",
            f"{median(ratios):.2f}" if ratios else "",
            spread,
            target,
            ("MISSED" if self.missed else "ok") if target else "",
        )


HEAD = ("", "median", "", "other", "than", "ratio", "min–max", "target", "")
RIGHT = (1, 3, 5)


def table(groups: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """Format groups of rows as a table with columns."""
    lines: list[tuple[str, ...]] = [HEAD]
    for title, rows in groups:
        lines += [(), (title,), *(row.cells for row in rows)]
    wide = [line for line in lines if len(line) == len(HEAD)]
    widths = [max(len(line[n]) for line in wide) for n in range(len(HEAD))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    if len(cells) < len(widths):
        return "".join(cells)
    shown = [
        cell.rjust(width) if n in RIGHT else cell.ljust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(shown).rstrip()


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that `percent` per cent of the values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
