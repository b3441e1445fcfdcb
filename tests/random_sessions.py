"""Sessions drawn at random, for laws that hold for any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from wbtui.core.place import Place
from wbtui.core.session import OWN_LISTS, SHARED_LISTS, Answer, Clock, Entry, Person, Session
from wbtui.core.text import clean

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 13, tzinfo=UTC)
EMPTY = Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "one")
WHO = Place("one", "who")
LIST = Place("one", "items")

# Few names, so that two sessions drawn apart have much in common. Each strategy is made once: to make one takes
# Hypothesis far longer than to draw from it.
scalars = st.one_of(
    st.text(max_size=5).map(clean).filter(bool), st.integers(), st.floats(allow_nan=False), st.dates()
)
parts = st.dictionaries(st.sampled_from(["p", "q"]), scalars)
entries = st.dictionaries(st.sampled_from("abcde"), parts, min_size=1).map(
    lambda drawn: tuple(Entry(id_, values) for id_, values in drawn.items())
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
"""The answers of a stage; each field always has answers of the same kind."""
shared = st.dictionaries(st.sampled_from((*SHARED_LISTS, *OWN_LISTS)), entries)
moments = st.none() | st.sampled_from([NOON, LATER])
slots = st.sampled_from(["one", "two", "three"])
planned = st.dictionaries(slots, st.integers(0, 99))
spent = st.dictionaries(slots, st.floats(0, 99))
steps = st.tuples(st.integers(0, 4), st.floats(0, 99))
"""The step of the slot, and the seconds at which it began."""
today_lines = st.dictionaries(
    st.sampled_from([Place("one", "list"), Place("two", "group.x"), Place("", "actions")]), st.integers(1, 9)
)
updated = st.sampled_from([NOON, LATER])
facts = st.tuples(
    st.sampled_from(["Pocket Clinic", "Other"]),
    st.sampled_from(["60", "90"]),
    st.sampled_from(["one", "two"]),
    st.sampled_from(["draft", "killed"]),
)
"""The title, the agenda, the slot and the status."""
people = st.lists(st.sampled_from(["Ada", "Ben"]).map(Person), max_size=2).map(tuple)


@st.composite
def sessions(draw: st.DrawFn, answers: st.SearchStrategy[dict[str, dict[str, Answer]]] = answers) -> Session:
    of_all = draw(shared)
    everything: Mapping[str, Mapping[str, Answer]] = draw(answers) | ({"": of_all} if of_all else {})
    title, agenda, slot, status = draw(facts)
    step, step_since = draw(steps)
    clock = Clock(
        started=draw(moments),
        running_since=draw(moments),
        planned=draw(planned),
        spent=draw(spent),
        step=step,
        step_since=step_since,
    )
    lines = draw(today_lines)
    return replace(
        EMPTY,
        today_lines=lines,
        updated=draw(updated),
        title=title,
        agenda=agenda,
        slot=slot,
        status=status,
        people=draw(people),
        clock=clock,
        answers=everything,
    )
