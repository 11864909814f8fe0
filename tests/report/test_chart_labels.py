"""Room for names: beside their place, away with a line, nowhere; and no name covers another, a mark or a line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.report.chart_labels import Box, Labels, Room
from assessment.report.figure_style import text_size

LIMITS = (5.0, 3.0)
STEPS = (0.1, 0.3, 0.6, 1.0)
spots = st.lists(st.tuples(st.floats(0.2, 4.8), st.floats(0.2, 2.8)), min_size=1, max_size=9, unique=True)


def mark(place: tuple[float, float], size: float = 0.05) -> Box:
    return place[0] - size, place[1] - size, place[0] + size, place[1] + size


def box(room: Room, text: str) -> Box:
    width, height = text_size(text)
    return room.left, room.bottom, room.left + width, room.bottom + height


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_name_stands_right_of_its_place_without_a_line() -> None:
    room = Labels([mark((2, 1))]).room((2, 1), "Hữu Nghị", LIMITS, STEPS)
    assert room is not None
    assert room.line_end is None
    assert room.left > 2.1
    assert room.bottom < 1 < room.bottom + text_size("Hữu Nghị")[1]


def test_at_the_right_border_it_stands_left() -> None:
    room = Labels([]).room((4.9, 1), "Hữu Nghị", LIMITS, STEPS)
    assert room is not None
    assert room.left + text_size("Hữu Nghị")[0] < 4.9


def test_a_name_that_fits_only_away_has_a_line_to_its_edge() -> None:
    walls = [(1.5, 0.5, 2.5, 1.5)]
    room = Labels(walls).room((2, 1), "Hữu Nghị", LIMITS, (0.1, 0.8))
    assert room is not None
    assert room.line_end is not None
    x, y = room.line_end
    left, bottom, right, top = box(room, "Hữu Nghị")
    assert left <= x <= right
    assert bottom <= y <= top


def test_a_name_without_room_is_told_and_takes_none() -> None:
    labels = Labels([(0, 0, *LIMITS)])
    assert labels.room((2, 1), "Hữu Nghị", LIMITS, STEPS) is None
    assert len(labels.taken) == 1


def test_boxes_to_avoid_hold_for_one_name_only() -> None:
    labels = Labels([])
    assert labels.room((2, 1), "A", LIMITS, STEPS, avoid=[(0, 0, *LIMITS)]) is None
    assert labels.room((2, 1), "A", LIMITS, STEPS) is not None


def test_a_number_stands_on_its_mark_unless_a_name_is_there() -> None:
    labels = Labels([mark((2, 1))])
    room = labels.on_mark((2, 1), "1")
    assert room is not None
    assert room.line_end is None
    assert labels.on_mark((2, 1), "2") is None


@settings(max_examples=40, deadline=None)
@given(spots, st.booleans())
def test_names_cover_neither_each_other_nor_marks_and_stay_inside(
    places: list[tuple[float, float]], clear_lines: bool
) -> None:
    marks = [mark(place) for place in places]
    labels = Labels(marks, clear_lines=clear_lines)
    found: list[Box] = []
    for number, place in enumerate(places):
        text = f"Ngành {number}"
        room = labels.room(place, text, LIMITS, STEPS)
        if room is None:
            continue
        own = box(room, text)
        assert not any(overlap(own, other) for other in (*found, *marks))
        assert 0 <= own[0] <= own[2] <= LIMITS[0]
        assert 0 <= own[1] <= own[3] <= LIMITS[1]
        found.append(own)
