"""Reads of planning. Charts are in `charts` and are imported where they are drawn."""
