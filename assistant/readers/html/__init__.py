"""Web pages: the article, or a LaTeXML paper, without what is hidden or around it."""
