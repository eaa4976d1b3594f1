"""Which sections go on which panels: the `[panels]` table of `edition.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from publisher.content.model import SectionKind
from publisher.errors import Wrong

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Flow(BaseModel):
    """Panels that one text runs through, and the kinds of section in that text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    panels: tuple[_Name, ...] = Field(min_length=1)
    sections: tuple[SectionKind, ...] = Field(min_length=1)


class Filling(BaseModel):
    """The sections of each panel: the `[panels]` table of an edition made of panels.

    Conditions have few or many sections, so a flow names every kind that it can contain.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    cover: _Name | None = None
    """The panel with title and picture; no flow runs through it. Without one, logo and title stand
    at the head of the panel that is read first."""
    contact: _Name
    """The panel at whose foot the clinic's address is."""
    columns: Annotated[int, Field(ge=1, le=4, strict=True)] = 1
    """The number of columns on each panel; the flow runs through one after the other."""
    gap_mm: Annotated[float, Field(ge=4, le=20, strict=True)] = 8
    """The space between two columns."""
    tinted: tuple[_Name, ...] = ()
    """The panels with the brand's tint as their ground."""
    side_mm: Annotated[float, Field(ge=5, le=40, strict=True)] = 7.5
    """The least distance of the text from trim or fold."""
    top_mm: Annotated[float, Field(ge=5, le=60, strict=True)] = 8
    foot_mm: Annotated[float, Field(ge=5, le=60, strict=True)] = 7.8
    flow: tuple[Flow, ...] = Field(min_length=1)
    leaves_out: tuple[SectionKind, ...] = ()
    """Kinds of section that the piece has no room for. A kind that is named nowhere is an error."""

    def wrong(self, there: tuple[str, ...]) -> Wrong | None:
        """What does not fit the panels that are `there`."""
        flowing = [name for flow in self.flow for name in flow.panels]
        used = [self.cover, *flowing] if self.cover else flowing
        if unknown := [name for name in (*used, self.contact, *self.tinted) if name not in there]:
            named = ", ".join(there) or "none, as this is no piece made of panels"
            return Wrong(f"[panels] names the panel {unknown[0]!r}", f"there are {named}")
        if twice := [name for name in used if used.count(name) > 1]:
            return Wrong(
                f"[panels] uses {twice[0]!r} twice", "give each panel one flow, the cover none"
            )
        kinds = [kind.value for flow in self.flow for kind in flow.sections]
        kinds += [kind.value for kind in self.leaves_out]
        if doubled := [kind for kind in kinds if kinds.count(kind) > 1]:
            return Wrong(
                f"[panels] places {doubled[0]!r} twice",
                "name each kind of section once, in a flow or in leaves_out",
            )
        return None
