"""LaTeX sources: a main file with what it includes, read as the paper that is made of them."""
