"""A condition as plain nested values: what a Word file carries, merging compares, YAML says."""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]
"""One mapping of it, in the shape of `Condition.model_dump(mode="json")`."""
