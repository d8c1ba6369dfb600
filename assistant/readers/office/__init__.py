"""Office documents: texts of Word and OpenDocument, and the slides of PowerPoint."""
