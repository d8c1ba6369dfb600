"""What a reasoning model thinks aloud, taken out of its text while it streams."""

from __future__ import annotations

import re

# The tags of DeepSeek-R1, Qwen3 and most others that think.
OPEN, CLOSE = "<think>", "</think>"
# These, and how Gemma 4 marks the channel that it thinks in.
TAGS = ((OPEN, CLOSE), ("<|channel>thought", "<channel|>"))
_OPENING = tuple(opening for opening, _ in TAGS)
_ALL = tuple(tag for pair in TAGS for tag in pair)
_TAG = re.compile("|".join(map(re.escape, _ALL)))


class ThoughtFilter:
    """Passes on text that stands outside ``<think>…</think>``, wherever its pieces are cut.

    A thought that never ends is a thought to the end. Where the prompt itself opens the thought,
    the text has only the tag that closes it, and that this is so shows no earlier: ``withdrawn``
    then says, after ``feed``, that all that was passed on before was thought. With ``hold``
    nothing is passed on before a tag or the end, so that nothing needs to be taken back.
    ``thinking`` says whether there was a tag.

    >>> thoughts = ThoughtFilter()
    >>> [thoughts.feed(piece) for piece in ("<thi", "nk>Hm.</th", "ink>Yes", ".")], thoughts.end()
    (['', '', 'Yes', '.'], '')
    >>> thoughts = ThoughtFilter()
    >>> [(thoughts.feed(piece), thoughts.withdrawn) for piece in ("Hm.", "</think>Yes.")]
    [('Hm.', False), ('Yes.', True)]
    """

    def __init__(self, *, hold: bool = False) -> None:
        self.thinking = False
        self.withdrawn = False
        self._hold = hold
        self._within = False
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; the text that can be passed on by now."""
        held, shown = self._held + piece, ""
        self.withdrawn = False
        while tag := _TAG.search(held):
            if tag[0] not in _OPENING and not self.thinking:
                self.withdrawn = True
            elif not self._within:
                shown += held[: tag.start()]
            held = held[tag.end() :]
            self._within = tag[0] in _OPENING
            self.thinking = True
        if self._hold and not self.thinking:
            ready = 0
        else:
            ready = len(held) - max(_beginning(held, tag) for tag in _ALL)
        self._held = held[ready:]
        return shown if self._within else shown + held[:ready]

    def end(self) -> str:
        """What was held back, and is no thought and no tag."""
        held, self._held = self._held, ""
        return "" if self._within else held


def _beginning(text: str, tag: str) -> int:
    """How many characters at a text's end may be the beginning of a tag."""
    return next((n for n in range(len(tag) - 1, 0, -1) if text.endswith(tag[:n])), 0)
