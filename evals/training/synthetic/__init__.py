"""Records made from papers: claims and questions with their evidence, by a seed."""
