"""Speed and memory on this machine; ``python -m evals.bench``."""
