"""What the page keeps between two clicks: sessions, visitors, queues, streams."""
