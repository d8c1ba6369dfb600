"""What a PDF's own properties say of whose paper it is."""

from __future__ import annotations

from assistant.documents.document import Document
from assistant.documents.metadata import doubts
from assistant.readers import read_bytes
from tests.readers.pdf.test_reader import LEFT
from tests.readers.pdf_writer import Page, pdf

TITLE = "Learning What People Want"


def packet(title: str = TITLE, creators: tuple[str, ...] = (), doi: str = "") -> bytes:
    listed = "".join(f"<rdf:li>{name}</rdf:li>" for name in creators)
    made = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/'
        'elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><rdf:Description>'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq>{listed}</rdf:Seq></dc:creator><prism:doi>{doi}</prism:doi>"
        "</rdf:Description></rdf:RDF>"
    )
    return made.encode()


def document(names: str, *packets: bytes, title: str = TITLE) -> Document:
    page = Page().text(60, 80, title, size=17).text(60, 110, names, size=12)
    page.text(60, 170, "Abstract", size=11, font="F2")
    page.lines(60, 190, LEFT)
    return read_bytes(pdf([page]) + b"\n" + b"\n".join(packets), "x.pdf")


def test_names_that_page_and_properties_share_are_the_authors() -> None:
    found = document(
        "Ann Lee, Bo Chen, Best Paper",
        packet(creators=("Ann Lee", "Bo Chen"), doi="10.1145/3641289"),
    )
    assert found.authors == ("Ann Lee", "Bo Chen")
    assert found.doi == "10.1145/3641289"
    assert found.warnings == ()


def test_the_first_author_alone_in_the_properties_does_not_shorten_the_page_s_list() -> None:
    found = document("Ann Lee, Bo Chen, Carla Diaz", packet(creators=("Ann Lee",)))
    assert found.authors == ("Ann Lee", "Bo Chen", "Carla Diaz")


def test_packets_of_images_and_names_of_typists_say_nothing() -> None:
    image = packet("ORCID_Color.eps", ("Vivek K.",))
    own = packet(creators=("Ann Lee", "Bo Chen"), doi="10.1145/3641289")
    found = document("Ann Lee, Bo Chen", own, image)
    assert (found.title, found.authors, found.warnings) == (TITLE, ("Ann Lee", "Bo Chen"), ())
    found = document("Ann Lee, Bo Chen", packet("", ("Some Typist", "The Office")))
    assert (found.authors, found.warnings) == (("Ann Lee", "Bo Chen"), ())


def test_other_names_that_stand_on_the_page_leave_a_doubt() -> None:
    found = document(
        "Ann Lee, Bo Chen",
        packet(creators=("Carla Diaz", "Dev Eze")),
        title="Carla Diaz and Dev Eze",
    )
    assert found.authors == ("Ann Lee", "Bo Chen")
    assert doubts(found.warnings, "authors")
