"""Teaching the default chat model to answer from evidence: an adapter of low rank."""
