"""Reads what messages do. Pure: text in, acts and items out; the phrases are data (`*.yaml` beside this)."""
