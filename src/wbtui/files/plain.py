"""Changes as plain JSON values and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from wbtui.core.changes import Change
from wbtui.core.session import Clock, Entry, Person, Place

if TYPE_CHECKING:
    from wbtui.core.changes import Value
    from wbtui.core.session import Scalar

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Table = Mapping[object, object]

_CLOCK_TIMES = frozenset(field.name for field in fields(Clock)) - {"planned", "spent"}


def change_to_json(change: Change) -> Json:
    """A change as a list: stage, field, entry, part, value."""
    place = change.place
    return [place.stage, place.field, place.entry, place.part, _value(change.value)]


def change_from_json(data: object) -> Change:
    """The reverse. Raises ValueError."""
    match data:
        case [str(stage), str(field), str(entry), str(part), value]:
            return Change(Place(stage, field, entry, part), _read_value(value))
    raise ValueError("not a change")


def place_to_json(place: Place | None) -> Json:
    """A place as a list of its four parts."""
    return None if place is None else [place.stage, place.field, place.entry, place.part]


def place_from_json(data: object) -> Place | None:
    """The reverse; None for whatever else it is."""
    match data:
        case [str(stage), str(field), str(entry), str(part)]:
            return Place(stage, field, entry, part)
    return None


def _value(value: Value) -> Json:
    if isinstance(value, Entry):
        return {"entry": value.id, "values": {name: _value(part) for name, part in value.values.items()}}
    if isinstance(value, Clock):
        times = {name: getattr(value, name) for name in _CLOCK_TIMES}
        return {
            "clock": {name: time.isoformat() for name, time in times.items() if time},
            "planned": dict(value.planned),
            "spent": dict(value.spent),
        }
    if isinstance(value, tuple):
        people: list[Json] = [[item.name, item.role] for item in value if isinstance(item, Person)]
        return {"people": people} if people else {"ids": [item for item in value if isinstance(item, str)]}
    if isinstance(value, date):
        return {"time" if isinstance(value, datetime) else "date": value.isoformat()}
    return value


def _read_value(data: object) -> Value:
    match data:
        case {"entry": str(id_), "values": dict(values)}:
            return Entry(id_, {str(name): _read_scalar(value) for name, value in values.items()})
        case {"clock": dict(times), "planned": dict(planned), "spent": dict(spent)}:
            return _read_clock(times, planned, spent)
        case {"people": list(people)}:
            return tuple(Person(str(name), str(role)) for name, role in people)
        case {"ids": list(ids)}:
            return tuple(str(id_) for id_ in ids)
        case None:
            return None
    return _read_scalar(data)


def _read_scalar(data: object) -> Scalar:
    match data:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"time": str(time)}:
            return datetime.fromisoformat(time)
        case str() | int() | float():
            return data
    raise ValueError("not a value")


def _read_clock(times: Table, planned: Table, spent: Table) -> Clock:
    known: dict[str, Any] = {
        name: datetime.fromisoformat(str(time)) for name, time in times.items() if name in _CLOCK_TIMES
    }
    return Clock(
        planned={str(name): int(str(value)) for name, value in planned.items()},
        spent={str(name): float(str(value)) for name, value in spent.items()},
        **known,
    )
