"""Images of pages to lines of text: PP-OCR's two networks, one finds lines and one reads them."""
