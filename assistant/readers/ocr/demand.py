"""What reading pages from their images costs, and the word for wanting it."""

from __future__ import annotations

MOST_PAGES = 300  # of a document; 300 take about 12 minutes on two cores
# What a child may use besides; dense pages take 3 to 8 seconds of processor time, 0.7 GB in all.
SECONDS_A_PAGE = 15.0
MEMORY_BYTES = 2 * 1024**3


class PagesWanted(Exception):
    """So many pages have to be read from their images, which this process has no leave for."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} pages are images")
        self.count = count
