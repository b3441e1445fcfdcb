"""Changes and places as plain JSON values and back."""

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
)
from wbtui.core.place import Place
from wbtui.core.session import Entry, Person

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
}
"""What stands before the fields of a change, by its kind."""


def to_json(value: object) -> Json:
    """Return what `json` does not know by itself: for the `default` of `json.dumps`. Raises TypeError."""
    match value:
        case datetime():
            return {"time": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Entry():
            return {"entry": value.id, "values": {name: _value(part) for name, part in value.values.items()}}
        case Person():
            return [value.name, value.role]
    raise TypeError(f"{type(value).__name__} is not JSON")


def changes_from_json(data: object) -> tuple[Change, ...]:
    """Return the changes that JSON tells: one, unless an earlier version noted it. Raises ValueError."""
    match data:
        case [str(stage), str(field), str(entry), str(part), value]:
            return _noted_before(Place(stage, field, entry, part), value)
    return (change_from_json(data),)


def _noted_before(place: Place, value: object) -> tuple[Change, ...]:
    """Return what a place and the value that was there afterwards stand for, without a tag.

    The clock was noted as a whole, and is left as the file has it: how long before the change that was, nobody
    knows.
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
            # Behind itself is the end, where no such entry is.
            return (change_from_json(["insert", [*place], value, place.entry, []]),)
        case {"ids": list(ids)}:
            order = [str(id_) for id_ in ids]
            moves = zip(order, ["", *order], strict=False)
            return tuple(MoveEntry(place.at(entry=id_), after) for id_, after in moves)
        case None if place.entry and not place.part:
            return (RemoveEntry(place),)
    return (SetAnswer(place, _read_answer(value)),)


def change_from_json(data: object) -> Change:
    """Return the change that JSON tells. Raises ValueError."""
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
    raise ValueError("not a change")


def place_to_json(place: Place | None) -> Json:
    """Return a place as a list of its four parts."""
    return None if place is None else [*place]


def place_from_json(data: object) -> Place | None:
    """Return the place that JSON tells; None for whatever else it is."""
    match data:
        case [str(stage), str(field), str(entry), str(part)]:
            return Place(stage, field, entry, part)
    return None


def _read_place(data: object) -> Place:
    place = place_from_json(data)
    if place is None:
        raise ValueError("not a place")
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
    raise ValueError("not a value")


def _read_rank(data: list[object]) -> tuple[int, ...]:
    return tuple(at for at in data if isinstance(at, int))


def _read_fact(name: str, data: object) -> Fact:
    match data:
        case str() if name != "people":
            return data
        case list() if name == "people":
            return tuple(_read_person(person) for person in data)
    raise ValueError("not a fact")


def _read_person(data: object) -> Person:
    match data:
        case [str(name), str(role)]:
            return Person(name, role)
    raise ValueError("not a person")


def _read_time(data: object) -> datetime | None:
    """Return a time with its zone: others cannot be reckoned with."""
    match data:
        case None:
            return None
        case {"time": str(text)}:
            time = datetime.fromisoformat(text)
            if time.tzinfo is not None:
                return time
    raise ValueError("not a time with a zone")
