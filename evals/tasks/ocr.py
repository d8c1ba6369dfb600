"""Reading scans: pages of papers as images, against the text that the papers themselves hold."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.models.files.recognition import install_recognition, recognition_weights
from assistant.readers.ocr.networks import Networks
from assistant.readers.pdf.lines import lines_of
from assistant.readers.pdf.page.opening import open_pdf
from assistant.readers.pdf.page.runs import PageText, TextReader
from assistant.readers.pdf.scans.recognition import Reading, with_scans
from evals.datasets.scans import scan_of
from evals.scorers.cost import cost
from evals.scorers.recognition import Placed, errors, plain
from evals.scorers.tallies import recall
from evals.solvers.context import PRODUCT, Context
from evals.task import EvalError, Half, Output, Sample, Scorer, Tally, Task, first

FOLDER = "papers"
DPI = (150, 300)
# Two pages of each paper for each half.
PAGES: dict[Half, tuple[int, int]] = {"develop": (2, 4), "confirm": (3, 5)}
PAPERS = {
    "A Survey of Large Language Models.pdf": "English",
    "Is Prompt All You Need - Instruction Learning Survey.pdf": "English",
    "Multi-agent reinforcement learning- An overview.pdf": "English",
    "深度强化学习综述_刘全.pdf": "Chinese",
    "paper_ja.pdf": "Japanese",
}
BROKEN = Path(__file__).parents[1] / "data" / "broken_font.json"
NOTES = (
    "Pages are rendered, put into a PDF without text, and read as any scan is. Error rates are "
    "changed, missing and surplus characters over those of the text that the paper holds, line by "
    "line: of prose (20 letters and more, four fifths of them letters or digits) and of all lines, "
    "formulas, cells and labels included. Forms of dashes and quotes count as the same; blanks "
    "count between Latin words and numbers only, since papers hold some that nobody sees. "
    "Target: 0.02 at 300 dots an inch.",
    "Broken font: Latin letters and digits that a person reads on two pages of the paper whose "
    "fonts give them as blanks, found in what is read there.",
    "CPU seconds a page: of one thread, rendering and recognition.",
)


@dataclass(frozen=True)
class Shown:
    """A page of a paper as an image with so many dots an inch; 0 where it is read as it is."""

    path: Path
    number: int
    dpi: int
    strings: tuple[str, ...] = ()


def tasks(context: Context) -> Iterator[Task]:
    """One task: a sample is a page in one resolution."""
    folder = (context.data or Path()) / FOLDER
    pages = dict(_pages(folder))
    if not pages:
        raise EvalError(f"None of these papers is in {folder}: {', '.join(PAPERS)}.")
    install_recognition(context.settings, lambda line: None)
    weights = recognition_weights(context.settings)
    if weights is None:
        raise EvalError("The networks that read scans are not here. Run 'make models'.")
    scanner = Reading(Networks(weights, 1))
    by_id = {sample.id: shown for sample, shown in pages.items()}

    def solve(sample: Sample) -> Output:
        return _recognised(by_id[sample.id], scanner)

    yield Task(
        name="ocr",
        title="Reading scans: pages of papers as images",
        samples=first(tuple(pages), context.limit),
        solvers={PRODUCT: solve},
        scorers=tuple(_scorers()),
        notes=NOTES,
    )


def _pages(folder: Path) -> Iterator[tuple[Sample, Shown]]:
    for half, numbers in PAGES.items():
        for name, language in PAPERS.items():
            for number in numbers if (folder / name).is_file() else ():
                for dpi in DPI:
                    id_ = f"{Path(name).stem}, page {number}, {dpi} dpi"
                    question = f"What does {id_} say?"
                    kinds = (f"{language} {dpi}", f"{dpi}")
                    sample = Sample(id_, question, group=name, kinds=kinds, half=half)
                    yield sample, Shown(folder / name, number, dpi)
    gold = json.loads(BROKEN.read_text(encoding="utf-8"))
    halves: tuple[Half, Half] = ("develop", "confirm")
    for half, (number, strings) in zip(halves, gold["pages"].items(), strict=True):
        if (folder / gold["file"]).is_file():
            id_ = f"{Path(gold['file']).stem}, page {number}"
            yield (
                Sample(id_, f"What does {id_} say?", group=gold["file"], half=half),
                Shown(folder / gold["file"], int(number), 0, tuple(strings)),
            )


def _recognised(shown: Shown, scanner: Reading) -> Output:
    data = shown.path.read_bytes()
    image = scan_of(data, [shown.number], shown.dpi) if shown.dpi else data
    number = 1 if shown.dpi else shown.number
    with open_pdf(image, shown.path.name, None) as handle:
        page = TextReader(handle).page(number - 1)
        assert page is not None
        began = time.process_time()
        lost = 0.0 if shown.dpi else 1.0  # a page whose fonts are known to say nothing
        (read,) = with_scans(handle, [page], lost, scanner)
        seconds = time.process_time() - began
    found = _placed(read)
    text = "\n".join(line.text for line in found)
    if shown.strings:
        tallies: tuple[Tally, ...] = (_strings(text, shown.strings),)
    else:
        tallies = tuple(_tallies(_placed(_own(data, shown)), found))
    return Output(text=text, tallies=tallies, confidence=read.confidence, seconds=seconds)


def _own(data: bytes, shown: Shown) -> PageText:
    """The page with the text that the paper holds."""
    with open_pdf(data, shown.path.name, None) as handle:
        page = TextReader(handle).page(shown.number - 1)
    assert page is not None
    return page


def _placed(page: PageText) -> list[Placed]:
    return [
        Placed(line.text, line.left, line.top, line.right, line.bottom) for line in lines_of(page)
    ]


def _tallies(gold: Sequence[Placed], found: Sequence[Placed]) -> Iterator[Tally]:
    for name, prose in (("prose", True), ("all lines", False)):
        counted = errors(gold, found, prose=prose)
        yield Tally(name, counted.changes, counted.characters, misses=counted.wrong)


def _strings(text: str, strings: Sequence[str]) -> Tally:
    read = plain(text).replace(" ", "").replace("\n", "")
    missing = [string for string in strings if plain(string).replace(" ", "") not in read]
    return Tally("broken font", len(strings) - len(missing), len(strings), misses=tuple(missing))


def _scorers() -> Iterator[Scorer]:
    """Error rates by language and resolution, the strings of the broken font, the time."""
    for dpi in DPI:
        for language in ("English", "Chinese", "Japanese"):
            name = f"error rate, {language}, {dpi} dpi"
            yield recall("prose", name).on(f"{language} {dpi}")
        yield recall("prose", f"error rate, {dpi} dpi").on(f"{dpi}")
        yield recall("all lines", f"error rate, all lines, {dpi} dpi").on(f"{dpi}")
    yield recall("broken font", "broken font, letters and digits")
    yield cost("CPU seconds a page", lambda output: output.seconds, decimals=1)
