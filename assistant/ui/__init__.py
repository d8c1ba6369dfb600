"""The web app; the only package that knows Gradio."""

import os

# Gradio reads this when it is imported, and would otherwise tell its makers of every start.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
