"""Character error rates: the same place, the same text, and what does not count."""

from __future__ import annotations

from evals.scorers.recognition import Placed, errors, plain

GOLD = [
    Placed("Reinforcement learning is a way to learn from rewards.", 50, 100, 290, 110),
    Placed("Values of states are learned as well as policies, too.", 310, 100, 550, 110),
    Placed("Q(s,a) = r + γ max Q(s′,a′)", 100, 130, 240, 140),
]


def shifted(at: int, text: str) -> Placed:
    """What was found where a gold line stands, a little off."""
    gold = GOLD[at]
    return Placed(text, gold.left - 2, gold.top + 1, gold.right + 2, gold.bottom + 2)


def test_changes_are_counted_line_by_line() -> None:
    found = [
        shifted(0, GOLD[0].text.replace("rewards", "rewads")),
        shifted(1, GOLD[1].text),
        shifted(2, "Q(s,a)=r"),
    ]
    prose = errors(GOLD, found, prose=True)
    assert (prose.changes, prose.characters) == (1, sum(len(plain(g.text)) for g in GOLD[:2]))
    assert len(prose.wrong) == 1 and "rewads" in prose.wrong[0]
    assert errors(GOLD, found, prose=False).changes > 10


def test_a_line_in_pieces_is_one_and_a_line_that_is_missing_is_wrong() -> None:
    words = GOLD[0].text.split(" learning ")
    pieces = [
        Placed(words[0] + " learning", 50, 101, 160, 111),
        Placed(words[1], 165, 101, 290, 111),
    ]
    found = errors(GOLD[:2], pieces, prose=True)
    assert found.changes == len(plain(GOLD[1].text))


def test_what_is_found_where_no_gold_stands_does_not_count() -> None:
    label = Placed("a label in a picture", 50, 400, 120, 410)
    assert errors(GOLD[:1], [shifted(0, GOLD[0].text), label], prose=True).changes == 0


def test_forms_of_dashes_and_blanks_beside_chinese_do_not_count() -> None:
    assert plain("“state–of–the–art”") == '"state-of-the-art"'
    gold = [Placed("强化学习通过试错 [ 3 ] 与环境交互获得策略的改进方法", 50, 100, 290, 110)]
    found = [Placed("强化学习通过试错[3]与环境交互获得策略的改进方法", 50, 100, 290, 110)]
    assert errors(gold, found, prose=True).changes == 0
