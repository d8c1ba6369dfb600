"""What a reasoning model thinks aloud, taken out of its text while it streams."""

from __future__ import annotations

# The tags of DeepSeek-R1, Qwen3 and the models made from them.
OPEN, CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Passes on text that stands outside ``<think>…</think>``, wherever its pieces are cut.

    A thought that never ends is a thought to the end. ``thinking`` says whether one was begun.

    >>> thoughts = ThoughtFilter()
    >>> [thoughts.feed(piece) for piece in ("<thi", "nk>Hm.</th", "ink>Yes", ".")], thoughts.end()
    (['', '', 'Yes', '.'], '')
    """

    def __init__(self) -> None:
        self.thinking = False
        self._within = False
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; the text that can be passed on by now."""
        held, shown = self._held + piece, ""
        while True:
            before, tag, after = held.partition(CLOSE if self._within else OPEN)
            if not tag:
                break
            shown += "" if self._within else before
            held = after
            self._within = not self._within
            self.thinking = True
        ready = len(held) - _beginning(held, CLOSE if self._within else OPEN)
        self._held = held[ready:]
        return shown if self._within else shown + held[:ready]

    def end(self) -> str:
        """What was held back as the beginning of a tag, and is none."""
        held, self._held = self._held, ""
        return "" if self._within else held


def _beginning(text: str, tag: str) -> int:
    """How many characters at a text's end may be the beginning of a tag."""
    return next((n for n in range(len(tag) - 1, 0, -1) if text.endswith(tag[:n])), 0)
