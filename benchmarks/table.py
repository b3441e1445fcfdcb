"""What was measured, beside what it is compared with and the target of issue 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Row:
    """One figure: medians of what was measured, and of the ratios pair by pair."""

    name: str
    unit: str
    ours: Sequence[float]
    other: Sequence[float] = ()
    """Measured in the same rounds, one for each of ours."""
    than: str = "bare"
    """What `other` is."""
    ratio: float = 0
    """The ratio that must not be exceeded; 0 for none."""
    limit: float = 0
    """The value that must not be exceeded; 0 for none."""

    @property
    def ratios(self) -> list[float]:
        """Pair by pair."""
        if not self.other:
            return []
        return [ours / other for ours, other in zip(self.ours, self.other, strict=True)]

    @property
    def missed(self) -> bool:
        """Whether a target is not reached."""
        over = bool(self.limit) and median(self.ours) > self.limit
        return over or (bool(self.ratio) and bool(self.ratios) and median(self.ratios) > self.ratio)

    @property
    def cells(self) -> tuple[str, ...]:
        """As in the table."""
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
    """Every figure, group by group, in columns."""
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
    """The value that so many per cent do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
