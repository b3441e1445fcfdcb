"""Conversion of changes and places to and from JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from wbtui.core.change import (
    FACTS,
    MOMENTS,
    InsertEntry,
    MoveEntry,
    RemoveEntry,
    SetAnswer,
    SetFact,
    SetMinutes,
    SetMoment,
    SetSpent,
    SetStep,
    SetTodayLine,
)
from wbtui.core.place import Place
from wbtui.core.session import Entry, Person
from wbtui.storage.zones import wall_clock, zone_named

if TYPE_CHECKING:
    from wbtui.core.change import Change, Fact
    from wbtui.core.session import Scalar

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


TAGS: dict[type, str] = {
    SetAnswer: "answer",
    InsertEntry: "insert",
    RemoveEntry: "remove",
    MoveEntry: "move",
    SetFact: "fact",
    SetMoment: "moment",
    SetMinutes: "minutes",
    SetSpent: "spent",
    SetStep: "step",
    SetTodayLine: "today_line",
}
"""The first item of a change in JSON, by the type of the change; its fields follow."""


def to_json(value: object) -> Json:
    """Convert a date, time, Entry or Person, as the `default` function of `json.dumps`. Raises TypeError."""
    match value:
        case datetime():
            if local := wall_clock(value):
                return {"local": local[0].isoformat(), "zone": local[1]}
            return {"time": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Entry():
            return {"entry": value.id, "values": {name: _value(part) for name, part in value.values.items()}}
        case Person():
            return [value.name, value.role]
    raise TypeError(type(value).__name__)


def changes_from_json(data: object) -> tuple[Change, ...]:
    """Return the changes in a JSON value: one, or any number in the notation of earlier versions.

    Raises ValueError.
    """
    match data:
        case [str(stage), str(field), str(entry), str(part), value]:
            return _noted_before(Place(stage, field, entry, part), value)
    return (change_from_json(data),)


def _noted_before(place: Place, value: object) -> tuple[Change, ...]:
    """Return the changes in the notation of earlier versions: a place and its new value, without a tag.

    Earlier versions wrote the whole clock at every change, with no hint of the difference, so changes of the clock
    are dropped.
    """
    name = "slot" if place.field == "stage" else place.field
    match value:
        case {"clock": _, "planned": _, "spent": _}:
            return ()
        case {"people": people} | {"ids": [] as people} if not place.stage and name == "people":
            return (SetFact("people", _read_fact("people", people)),)
        case str() if not place.stage and name in FACTS:
            return (SetFact(name, value),)
        case {"entry": _, "values": _}:
            # An entry is inserted at the end if the one to insert it after does not exist; it cannot exist yet.
            return (change_from_json(["insert", [*place], value, place.entry, []]),)
        case {"ids": list(ids)}:
            order = [str(id_) for id_ in ids]
            moves = zip(order, ["", *order], strict=False)
            return tuple(MoveEntry(place.at(entry=id_), after) for id_, after in moves)
        case None if place.entry and not place.part:
            return (RemoveEntry(place),)
    return (SetAnswer(place, _read_answer(value)),)


def change_from_json(data: object) -> Change:
    """Return the change in a JSON value. Raises ValueError."""
    match data:
        case ["answer", place, value, list(rank)]:
            return SetAnswer(_read_place(place), _read_answer(value), _read_rank(rank))
        case ["insert", place, {"entry": str(id_), "values": dict(values)}, str(after), list(rank)]:
            read = {str(name): _read_scalar(value) for name, value in values.items()}
            return InsertEntry(_read_place(place), Entry(id_, read), after, _read_rank(rank))
        case ["remove", place]:
            return RemoveEntry(_read_place(place))
        case ["move", place, str(after)]:
            return MoveEntry(_read_place(place), after)
        case ["fact", str(name), value] if name in FACTS:
            return SetFact(name, _read_fact(name, value))
        case ["moment", str(name), before, now] if name in MOMENTS:
            return SetMoment(name, _read_time(before), _read_time(now))
        case ["minutes", str(slot), int() | None as before, int() | None as now, list(rank)]:
            return SetMinutes(slot, before, now, _read_rank(rank))
        case ["spent", str(slot), int() | float() | None as before, int() | float() | None as now, list(rank)]:
            return SetSpent(slot, before, now, _read_rank(rank))
        case ["step", int(step), int() | float() as since]:
            return SetStep(step, since)
        case ["today_line", place, int() | None as count]:
            return SetTodayLine(_read_place(place), count)
    raise ValueError("change")


def place_to_json(place: Place | None) -> Json:
    """Return a place as a list of its four parts."""
    return None if place is None else [*place]


def place_from_json(data: object) -> Place | None:
    """Return the place in a JSON value; None if the value is not a place."""
    match data:
        case [str(stage), str(field), str(entry), str(part)]:
            return Place(stage, field, entry, part)
    return None


def _read_place(data: object) -> Place:
    place = place_from_json(data)
    if place is None:
        raise ValueError("place")
    return place


def _value(value: Scalar | None) -> Json:
    if isinstance(value, date):
        return {"time" if isinstance(value, datetime) else "date": value.isoformat()}
    return value


def _read_answer(data: object) -> Scalar | None:
    return None if data is None else _read_scalar(data)


def _read_scalar(data: object) -> Scalar:
    match data:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"time": str(time)}:
            return datetime.fromisoformat(time)
        case str() | int() | float():
            return data
    raise ValueError("value")


def _read_rank(data: list[object]) -> tuple[int, ...]:
    return tuple(at for at in data if isinstance(at, int))


def _read_fact(name: str, data: object) -> Fact:
    match data:
        case str() if name != "people":
            return data
        case list() if name == "people":
            return tuple(_read_person(person) for person in data)
    raise ValueError("fact")


def _read_person(data: object) -> Person:
    match data:
        case [str(name), str(role)]:
            return Person(name, role)
    raise ValueError("person")


def _read_time(data: object) -> datetime | None:
    """Return a time; it must have a zone, since naive and aware times cannot be compared. Raises ValueError."""
    match data:
        case None:
            return None
        case {"time": str(text)}:
            time = datetime.fromisoformat(text)
            if time.tzinfo is not None:
                return time
        case {"local": str(text), "zone": str(zone)}:
            time = datetime.fromisoformat(text)
            if time.tzinfo is None:
                return time.replace(tzinfo=zone_named(zone))
    raise ValueError("time")
