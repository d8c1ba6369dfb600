"""Files that the download buttons hand out."""

from __future__ import annotations

from pathlib import Path

from assistant.ui.state.downloads import DownloadFolder


def test_downloads_are_named_after_their_title_and_leave_nothing() -> None:
    downloads = DownloadFolder()
    path = Path(downloads.write("Review: ../Shen et al. (2023)", "md", "text\n"))
    assert path.name == "review-shen-et-al-2023.md"
    assert path.read_bytes() == b"text\n"
    folder = path.parent.parent
    del downloads
    assert not folder.exists()


def test_two_files_of_one_name_do_not_meet() -> None:
    downloads = DownloadFolder()
    one, other = downloads.write("a", "txt", "one"), downloads.write("a", "txt", b"other")
    assert one != other
    assert Path(one).name == Path(other).name == "a.txt"
    assert Path(one).read_text() == "one"


def test_a_name_of_signs_only_is_download() -> None:
    downloads = DownloadFolder()
    assert Path(downloads.write("../..", "md", "")).name == "download.md"
    assert len(Path(downloads.write("对齐" * 200, "md", "")).name) < 100
