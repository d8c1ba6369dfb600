"""The tabs of the page and their callbacks."""
