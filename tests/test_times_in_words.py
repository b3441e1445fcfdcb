"""Tests of formatting a moment relative to now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wbtui.wording.times import moment

NOW = datetime(2026, 1, 2, 0, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 1, 1, 23, 15, 7, tzinfo=UTC), "today 00:15:07"),
        (datetime(2026, 1, 1, 22, 59, tzinfo=UTC), "yesterday 23:59:00"),
        (datetime(2026, 1, 3, 9, tzinfo=UTC), "Sat 03 Jan 10:00:00"),
        (datetime(2025, 12, 30, 9, tzinfo=UTC), "30 Dec 2025 10:00:00"),
    ],
)
def test_moment_is_formatted_in_the_zone_of_now(at: datetime, said: str) -> None:
    assert moment(at, NOW) == said
