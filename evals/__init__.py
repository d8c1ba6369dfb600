"""The offline evals: ``python -m evals`` scores the product on questions with known answers."""
