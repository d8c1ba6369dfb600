"""Lists of references: BibTeX, RIS and CSL-JSON, with the files that they name."""
