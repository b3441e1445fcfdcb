"""Sessions drawn at random, for laws that hold for any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from wbtui.core.place import Place
from wbtui.core.session import SHARED_LISTS, Answer, Clock, Entry, Person, Session
from wbtui.core.text import clean

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 13, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
WHO = Place("one", "who")
LIST = Place("one", "items")

# Few names, so that two sessions drawn apart have much in common.
scalars = st.one_of(
    st.text(max_size=5).map(clean).filter(bool), st.integers(), st.floats(allow_nan=False), st.dates()
)
parts = st.dictionaries(st.sampled_from(["p", "q"]), scalars)
entries = st.lists(st.sampled_from("abcde"), unique=True, min_size=1).flatmap(
    lambda ids: st.tuples(*(st.builds(Entry, st.just(id_), parts) for id_ in ids))
)
answers = st.dictionaries(
    st.sampled_from(["one", "two"]),
    st.dictionaries(st.sampled_from(["who", "group.field", "items"]), scalars | entries, min_size=1),
)
of_one_workbook = st.fixed_dictionaries(
    {},
    optional={
        stage: st.fixed_dictionaries(
            {"who": scalars}, optional={"group.field": scalars, "items": entries, "others": entries}
        )
        for stage in ("one", "two")
    },
)
"""A field is always of the same kind."""
clocks = st.builds(
    Clock,
    started=st.none() | st.sampled_from([NOON, LATER]),
    running_since=st.none() | st.sampled_from([NOON, LATER]),
    planned=st.dictionaries(st.sampled_from(["one", "two", "three"]), st.integers(0, 99)),
    spent=st.dictionaries(st.sampled_from(["one", "two", "three"]), st.floats(0, 99)),
    step=st.integers(0, 4),
    step_since=st.floats(0, 99),
)


@st.composite
def sessions(draw: st.DrawFn, answers: st.SearchStrategy[dict[str, dict[str, Answer]]] = answers) -> Session:
    of_all = draw(st.dictionaries(st.sampled_from(SHARED_LISTS), entries))
    everything: Mapping[str, Mapping[str, Answer]] = draw(answers) | ({"": of_all} if of_all else {})
    return replace(
        EMPTY,
        updated=draw(st.sampled_from([NOON, LATER])),
        title=draw(st.sampled_from(["Pocket Clinic", "Other"])),
        agenda=draw(st.sampled_from(["60", "90"])),
        slot=draw(st.sampled_from(["one", "two"])),
        status=draw(st.sampled_from(["draft", "killed"])),
        people=tuple(draw(st.lists(st.builds(Person, st.sampled_from(["Ada", "Ben"])), max_size=2))),
        clock=draw(clocks),
        answers=everything,
    )
