"""The sets that tasks read: questions, papers, gold."""
