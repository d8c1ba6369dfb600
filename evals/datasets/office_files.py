"""Small files of formats that are archives or XML inside, and a LaTeX source: one text in all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

TITLE, AUTHORS = "A Survey of Rivers and Lakes", ("Anna Lee", "Bob Ray")
ABSTRACT = "We survey rivers in nine countries. They carry less water than in 1990."
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("1 Introduction", ("Rivers carry water to the sea. Lakes keep it for years.",)),
    ("2 Methods", ("Gauges were read every day in all of 40 stations.",)),
    ("References", ("[1] Ann Birch. On rivers. Water 3, 2001.",)),
)
ROW = ("Elbe", "1094 km")
CAPTION = "Figure 1: The Elbe from above."


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these files in their order; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=stored)
    return made.getvalue()


def docx(*, extra: str = "", properties: str = "") -> bytes:
    """A Word document with styles; ``extra`` is XML at the end of its body."""
    paragraphs = [("Title", TITLE), ("Author", " and ".join(AUTHORS)), ("Abstract", ABSTRACT)]
    for heading, texts in SECTIONS:
        paragraphs += [("Heading1", heading), *(("", text) for text in texts)]
    body = [
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
        for style, text in paragraphs
    ]
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in ROW)
    body.insert(-2, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    body.insert(-2, f"<w:p><w:r><w:t>{CAPTION}</w:t></w:r></w:p>")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    names = {"Title": "Title", "Author": "Author", "Abstract": "Abstract", "Heading1": "heading 1"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{kind}" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {space}><w:body>{''.join(body)}{extra}</w:body>"
            "</w:document>",
            "word/styles.xml": f"<w:styles {space}>{styles}</w:styles>",
            **({"docProps/core.xml": properties} if properties else {}),
        }
    )


def odt(*, extra: str = "") -> bytes:
    """An OpenDocument text; ``extra`` is XML at the end of its body."""
    body = [f'<text:p text:style-name="Title">{TITLE}</text:p>']
    body += [f'<text:p text:style-name="Author">{" and ".join(AUTHORS)}</text:p>']
    body += [f'<text:h text:outline-level="1">Abstract</text:h><text:p>{ABSTRACT}</text:p>']
    for heading, texts in SECTIONS:
        body.append(f'<text:h text:outline-level="1">{escape(heading)}</text:h>')
        body += [f"<text:p>{escape(text)}</text:p>" for text in texts]
    cells = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in ROW)
    body.insert(-2, f"<table:table><table:table-row>{cells}</table:table-row></table:table>")
    body.insert(-2, f"<text:p>{CAPTION}</text:p>")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "meta", "drawing")
    )
    spaces += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}><office:automatic-styles>"
            '<style:style style:name="T1"><style:text-properties text:display="none"/>'
            "</style:style>"
            f"</office:automatic-styles><office:body><office:text>{''.join(body)}{extra}"
            "</office:text></office:body></office:document-content>",
            "meta.xml": f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/"'
            f"><office:meta><dc:title>{TITLE}</dc:title></office:meta></office:document-meta>",
        }
    )


def pptx(slides: Sequence[tuple[str, Sequence[str]]] | None = None, *, hidden: int = 0) -> bytes:
    """Slides of a title and lines; the one numbered ``hidden`` is set as hidden."""
    chosen = slides or [(TITLE, [", ".join(AUTHORS)]), *((h, list(t)) for h, t in SECTIONS)]
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    space = (
        f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{drawing}"'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files = {}
    for number, (title, lines) in enumerate(chosen, start=1):
        shapes = _shape("title", [title]) + _shape("body", lines) + _shape("sldNum", [str(number)])
        show = ' show="0"' if number == hidden else ""
        files[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {space}{show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        )
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(chosen) + 1))
    targets = "".join(
        f'<Relationship Id="r{n}" Target="slides/slide{n}.xml"/>' for n in range(1, len(chosen) + 1)
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": f'<p:presentation {space} xmlns:r="{relation}">'
            f"<p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{targets}</Relationships>",
            **files,
        }
    )


def _shape(kind: str, lines: Sequence[str]) -> str:
    text = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr><p:ph type="{kind}"/></p:nvPr>'
        f"</p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>"
    )


def epub(*, style: str = "", encryption: str = "") -> bytes:
    """A book with a chapter for each section and a style sheet of its own."""
    pages = {"abstract": f"<h1>Abstract</h1><p>{ABSTRACT}</p>"}
    for number, (heading, texts) in enumerate(SECTIONS):
        words = "".join(f"<p>{escape(text)}</p>" for text in texts)
        pages[f"c{number}"] = f'<h1>{heading}</h1>{words}<p class="x">Nobody reads these words.</p>'
    head = '<link rel="stylesheet" href="../look.css"/>'
    items = "".join(
        f'<item id="{key}" href="text/{key}.xhtml" media-type="application/xhtml+xml"/>'
        for key in pages
    )
    creators = "".join(f"<dc:creator>{author}</dc:creator>" for author in AUTHORS)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/>'
            "</rootfiles></container>",
            "OPS/book.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>{TITLE}</dc:title>{creators}<dc:date>2021-03-01</dc:date>"
            "<dc:identifier>doi:10.1234/rivers.5</dc:identifier></metadata>"
            f"<manifest>{items}</manifest><spine>"
            + "".join(f'<itemref idref="{key}"/>' for key in pages)
            + "</spine></package>",
            "OPS/look.css": style,
            **{
                f"OPS/text/{key}.xhtml": f"<html><head><title>x</title>{head}</head>"
                f"<body>{body}</body></html>"
                for key, body in pages.items()
            },
            **({"META-INF/encryption.xml": encryption} if encryption else {}),
        }
    )


def latex(*, bibliography: str | None = None) -> str:
    """A LaTeX source with commands of its own; ``bibliography`` stands in place of its list."""
    body = "\n\n".join(
        f"\\section{{{heading[2:]}}}\n{' '.join(texts)}" for heading, texts in SECTIONS[:-1]
    )
    listed = r"\begin{thebibliography}{9}\bibitem{birch} Ann Birch. On rivers. Water 3, 2001."
    ended = f"{listed}\\end{{thebibliography}}" if bibliography is None else bibliography
    caption = CAPTION.partition(": ")[2]
    return rf"""\documentclass{{article}}
\newcommand{{\water}}[1]{{#1 of water}}
\title{{{TITLE}\thanks{{Funded.}}}}
\author{{{AUTHORS[0]}$^1$ \and {AUTHORS[1]}\\ University of Water}}
\date{{March 2021}}
\begin{{document}}
\maketitle
\begin{{abstract}}
{ABSTRACT} % not this
\end{{abstract}}
{body} It is \emph{{full}}~\cite{{birch}}: \water{{litres}} at $x_i \leq 3$.
\begin{{figure}}\includegraphics[width=3cm]{{elbe.pdf}}\caption{{{caption}}}\label{{f}}\end{{figure}}
\begin{{tabular}}{{l|r}}\hline {ROW[0]} & {ROW[1]} \\ \end{{tabular}}
{ended}
\end{{document}}
"""


def jats(*, doctype: str = "") -> bytes:
    """An article in JATS; ``doctype`` is put before its root element."""
    people = "".join(
        f'<contrib contrib-type="author"><name><surname>{name.split()[1]}</surname>'
        f"<given-names>{name.split()[0]}</given-names></name></contrib>"
        for name in AUTHORS
    )
    body = "".join(
        f"<sec><title>{heading}</title>{''.join(f'<p>{text}</p>' for text in texts)}</sec>"
        for heading, texts in SECTIONS[:-1]
    )
    label, caption = CAPTION.split(": ")
    cells = "".join(f"<td>{cell}</td>" for cell in ROW)
    entry = SECTIONS[-1][1][0].removeprefix("[1] ")
    return (
        f'<?xml version="1.0"?>{doctype}<article xmlns:mml="http://www.w3.org/1998/Math/MathML">'
        "<front><article-meta>"
        '<article-id pub-id-type="doi">10.1371/journal.pone.0012345</article-id><title-group>'
        f"<article-title>{TITLE}</article-title></title-group><contrib-group>{people}"
        "</contrib-group><pub-date><year>2019</year></pub-date>"
        f"<abstract><p>{ABSTRACT}</p></abstract></article-meta></front><body>{body}"
        f"<fig><label>{label}</label><caption><p>{caption}</p></caption></fig>"
        f"<table-wrap><table><tr>{cells}</tr></table></table-wrap></body><back>"
        "<ack><p>We thank the gauges.</p></ack><ref-list><title>References</title><ref>"
        f"<label>[1]</label><mixed-citation>{entry}</mixed-citation></ref></ref-list></back></article>"
    ).encode()
