"""The structured review of one survey, every item a citation."""
