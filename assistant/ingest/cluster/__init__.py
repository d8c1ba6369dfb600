"""Other machines that read and embed: a Ray cluster, and what runs on each of its nodes."""
