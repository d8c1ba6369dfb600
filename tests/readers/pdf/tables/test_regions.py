"""Where a caption's table stands."""

from __future__ import annotations

from assistant.readers.pdf.tables.drawing import Drawing, Rule
from assistant.readers.pdf.tables.regions import regions_of
from tests.readers.pdf.tables.words import line

WORDS = (
    *line(112, (0, "River"), (100, "Flow")),
    *line(130, (0, "Amazon"), (100, "209000")),
    *line(144, (0, "Congo"), (100, "41200")),
)
RULES = tuple(Rule(0, 200, at) for at in (100.0, 118.0, 150.0))
ABOVE, BELOW = (0.0, 80.0, 150.0, 90.0), (0.0, 158.0, 150.0, 168.0)


def test_between_rules_below_or_above_its_caption() -> None:
    drawing = Drawing(WORDS, RULES, ())
    for caption in (ABOVE, BELOW):
        (region,) = regions_of(drawing, [caption], [])
        assert region is not None
        assert (region.top, region.bottom, len(region.rules)) == (100.0, 150.0, 3)


def test_two_captions_have_two_tables() -> None:
    second = tuple(Rule(0, 200, at) for at in (200.0, 230.0))
    words = (*WORDS, *line(212, (0, "Lake"), (100, "7")))
    drawing = Drawing(words, (*RULES, *second), ())
    found = regions_of(drawing, [ABOVE, (0.0, 180.0, 150.0, 190.0)], [])
    assert [region.top for region in found if region] == [100.0, 200.0]


def test_lines_of_cells_until_running_text() -> None:
    prose = (0.0, 150.0, 200.0, 162.0)
    words = (*WORDS, *line(160, (0, "Rivers run to the sea.")))
    (region,) = regions_of(Drawing(words, (), ()), [ABOVE], [prose])
    assert region is not None
    assert 144 < region.bottom < 150


def test_running_text_alone_is_no_table() -> None:
    words = [w for i in range(4) for w in line(112 + 12 * i, (0, "Rivers run down to the sea."))]
    assert regions_of(Drawing(tuple(words), (), ()), [ABOVE], []) == [None]


def test_a_header_above_the_first_rule_that_was_read_as_running_text() -> None:
    rules = RULES[1:]
    heads = ((0.0, 104.0, 26.0, 114.0), (100.0, 104.0, 121.0, 114.0))
    (region,) = regions_of(Drawing(WORDS, rules, ()), [ABOVE], heads)
    assert region is not None
    assert region.top == 105.0


def test_running_text_above_the_first_rule_is_none() -> None:
    words = (*WORDS[2:], *line(112, (0, "Rivers run down to"), (100, "the sea and stay.")))
    lines = ((0.0, 104.0, 96.0, 114.0), (100.0, 104.0, 190.0, 114.0))
    (region,) = regions_of(Drawing(words, RULES[1:], ()), [ABOVE], lines)
    assert region is not None
    assert region.top == 118.0


def test_a_caption_above_the_last_rule() -> None:
    words = (*WORDS, *line(166, (0, "Table 1: Rivers")))
    rules = tuple(Rule(0, 200, at) for at in (100.0, 118.0, 180.0))
    (region,) = regions_of(Drawing(words, rules, ()), [(0.0, 159.0, 75.0, 168.0)], [])
    assert region is not None
    assert (region.top, region.bottom) == (100.0, 159.0)
