"""Tables of PDFs: a page's words and rules, put into rows and columns beside each caption."""
