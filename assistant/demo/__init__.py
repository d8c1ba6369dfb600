"""Three digests."""
