"""What a PDF file holds and its pages draw: characters in runs, seen or hidden, turned or not."""
