"""Tests of the machine's time zone, and of planned starts in session files and journals."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from tests.core.zones import CHANGES, ClockChange
from tests.storage.desk import SESSION

from wbtui.core.change import Change, SetMoment
from wbtui.core.errors import SessionError
from wbtui.core.new_session import planned_start
from wbtui.core.session import Clock, Session
from wbtui.core.time.zones import with_offset
from wbtui.core.workbook.model import Agenda, Slot
from wbtui.storage.journal.change_json import TAGS, change_from_json, to_json
from wbtui.storage.session_file import codec
from wbtui.storage.zones import MACHINE_ZONE, zone_named
from wbtui.wording import sentence

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
AGENDA = Agenda("90", "90", (Slot("one", "One", 90, "one"),))
NINE = datetime(2026, 10, 25, 9)

SetZone = Callable[[str], None]


@pytest.fixture
def machine_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetZone]:
    """A function that sets the time zone of this process."""

    def put(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    with monkeypatch.context() as monkeypatch:
        yield put
    time.tzset()


def starting(zone: tzinfo, at: datetime = NINE) -> Session:
    return replace(EMPTY, clock=Clock(starts=at.replace(tzinfo=zone)))


def written(session: Session) -> str:
    """Return the file of a session; it reads back."""
    text = codec.render(session).text
    assert codec.verified(session, codec.render(session)).text == text
    return text


@pytest.mark.fault("R11")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.zone} {change.before} {change.start}")
def test_zone_of_the_machine_has_the_changes_of_its_clocks(change: ClockChange, machine_in: SetZone) -> None:
    machine_in(change.zone)
    assert MACHINE_ZONE.key == change.zone
    now = with_offset(change.planned_at.astimezone(UTC), MACHINE_ZONE)
    assert now.utcoffset() == change.planned_at.utcoffset()
    starts = planned_start(change.start, "", AGENDA, now)
    assert starts is not None
    assert starts.astimezone(UTC) == change.begins
    text = written(replace(EMPTY, clock=Clock(starts=starts)))
    assert f"starts = {starts:%Y-%m-%dT%H:%M:%S}\n" in text
    assert f'zone = "{change.zone}"\n' in text.partition("[clock]")[0]


@pytest.mark.fault("R11")
@pytest.mark.parametrize(
    "reader", ["Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC", "EST5EDT4,M3.2.0,M11.1.0"]
)
def test_planned_start_is_the_same_moment_in_every_zone(reader: str, machine_in: SetZone) -> None:
    machine_in("Europe/Berlin")
    text = written(starting(MACHINE_ZONE))
    machine_in(reader)
    there = codec.read(text.encode())
    starts = there.session.clock.starts
    assert starts is not None
    assert starts.astimezone(UTC) == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert codec.render(there.session, there.toml).text == text


@pytest.mark.fault("R11")
def test_start_of_an_older_file_keeps_its_offset(machine_in: SetZone) -> None:
    machine_in("America/New_York")
    text = codec.render(EMPTY).text.replace("# end", "[clock]\nstarts = 2026-10-25T09:00:00+02:00\n# end")
    loaded = codec.read(text.encode())
    assert loaded.session.clock.starts == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert codec.render(loaded.session.with_fact("title", "Other"), loaded.toml).text == text.replace(
        EMPTY.title, "Other"
    )


@pytest.mark.fault("R11")
@pytest.mark.parametrize("zone", ["EST5EDT4,M3.2.0,M11.1.0", ":", "Mars/Phobos"])
def test_machine_without_a_name_for_its_zone_writes_none(zone: str, machine_in: SetZone) -> None:
    machine_in(zone)
    text = written(starting(MACHINE_ZONE))
    assert "starts = 2026-10-25T09:00:00\n" in text
    assert "zone" not in text
    assert codec.read(text.encode()).session == starting(MACHINE_ZONE)


@pytest.mark.parametrize(
    "zone",
    [
        '"Mars/Phobos"',
        '"../../../etc/passwd"',
        '"/etc/localtime"',
        '"a\\u0000b"',
        '"Europe"',
        f'"{"x" * 5000}"',
        '""',
    ],
)
def test_an_unknown_zone_in_a_file_is_kept_but_not_used(zone: str, machine_in: SetZone) -> None:
    machine_in("Europe/Berlin")
    text = codec.render(EMPTY).text.replace('status = "draft"\n', f'status = "draft"\nzone = {zone}\n')
    text = text.replace("# end", "[clock]\nstarts = 2026-10-25T09:00:00\n# end")
    loaded = codec.read(text.encode())
    starts = loaded.session.clock.starts
    assert starts is not None
    assert starts.astimezone(UTC) == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert codec.read_head(text.encode()).clock == loaded.session.clock
    other = loaded.session.with_fact("title", "Other")
    assert codec.render(other, loaded.toml).text == text.replace(EMPTY.title, "Other")
    assert codec.verified(other, codec.render(other, loaded.toml)).text == text.replace(EMPTY.title, "Other")


@pytest.mark.fault("R11")
def test_a_zone_added_by_hand_is_read(machine_in: SetZone) -> None:
    machine_in("Europe/Berlin")
    text = written(starting(MACHINE_ZONE)).replace("Europe/Berlin", "Asia/Kathmandu")
    starts = codec.read(text.encode()).session.clock.starts
    assert starts == datetime(2026, 10, 25, 9, tzinfo=ZoneInfo("Asia/Kathmandu"))


@pytest.mark.parametrize("hour", [1, 2, 3, 9])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Mars/Phobos", ""])
def test_start_in_the_hour_of_a_change_can_be_saved(zone: str, hour: int, machine_in: SetZone) -> None:
    """Python never holds a time that comes twice equal to one in another zone."""
    machine_in("Europe/Berlin")
    for month, day in ((10, 25), (3, 29), (11, 1), (3, 8), (4, 5), (10, 4)):
        written(starting(zone_named(zone), datetime(2026, month, day, hour, 30)))


def journalled(change: SetMoment) -> Change:
    return change_from_json(json.loads(json.dumps([TAGS[type(change)], *change], default=to_json)))


@pytest.mark.fault("R11")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Apia"])
def test_journal_keeps_the_wall_clock_time(zone: str, machine_in: SetZone) -> None:
    machine_in("Europe/Berlin")
    there = SetMoment("starts", None, NINE.replace(tzinfo=zone_named(zone)))
    back = journalled(there)
    assert back == there
    assert isinstance(back, SetMoment)
    assert back.now is not None
    assert back.now.tzinfo is zone_named(zone)
    moment = SetMoment("started", None, with_offset(NOON, MACHINE_ZONE))
    kept = journalled(moment)
    assert kept == moment
    assert isinstance(kept, SetMoment)
    assert kept.now is not None
    assert kept.now.utcoffset() == timedelta(hours=1)


@pytest.mark.fault("R11")
@pytest.mark.parametrize("starts", ["2026-12-31", "12:30:00", '"soon"', "9"])
def test_an_invalid_start_is_reported_with_an_example_of_a_time(starts: str) -> None:
    head = codec.render(SESSION).text.partition("# end")[0].replace("[clock]\n", "")
    with pytest.raises(SessionError) as raised:
        codec.read(f"{head}\n[clock]\nstarts = {starts}\n".encode())
    assert "clock.starts must be a date and time of the wall clock" in sentence(raised.value.problem)
