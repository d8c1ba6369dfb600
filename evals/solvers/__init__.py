"""What answers a sample: the product, and what it is measured against."""
