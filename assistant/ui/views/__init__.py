"""What is drawn: conversations, evidence, surveys, as safe HTML."""
