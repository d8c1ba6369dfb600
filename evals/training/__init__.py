"""Training of the evidence model: records, the encoder in torch, fitting, export.

torch is needed here only: ``pip install -r evals/training/requirements.txt``.
"""
