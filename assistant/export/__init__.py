"""Results as files: Markdown, HTML, Word, LaTeX, spreadsheets, pictures, JSON for programs."""
