"""What a source becomes: a document of sections and sentences, and the survey it describes."""
