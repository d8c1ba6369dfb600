"""Tests of evals/calibration."""
