"""A wording kept once and used in many guides: blocks, a section, or a glossary entry."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from publisher.content.fields import Language, Name, Node, Slug, Text
from publisher.content.model import AnyBlock, Section
from publisher.errors import Wrong


class SharedEntry(Node):
    """A glossary entry; its id is the name of the wording."""

    term: Name
    definition: Text


class Shared(Node):
    """One of `blocks`, `section` and `entry`, under the name that sources use it by."""

    shared: Slug
    """The name of the file, and what sources write: `use: call-for-help`."""
    language: Language
    blocks: tuple[AnyBlock, ...] | None = Field(default=None, min_length=1)
    section: Section | None = None
    entry: SharedEntry | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(one is not None for one in (self.blocks, self.section, self.entry)) != 1:
            raise Wrong("is not one thing", "write one of `blocks`, `section` and `entry`")
        return self
