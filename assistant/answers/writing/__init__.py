"""From evidence to the sentences of an answer: asked of a model, checked, or quoted."""
