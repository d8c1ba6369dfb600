"""Numbers of the product that are measured: means of languages, weights of what ranks, declines."""
