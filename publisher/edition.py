"""An edition: a named product, with everything it looks like in `layouts/<edition>/`.

`edition.toml` holds its data; templates and styles lie beside it. A new edition is a new folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from publisher.errors import BadInput, Problem
from publisher.model import Wording


class Format(StrEnum):
    """The kind of file; the value is what `edition.toml` says."""

    PDF = "pdf"
    WORD = "docx"
    EPUB = "epub"
    WEB = "html"

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return f".{self.value}"


class _Shape(BaseModel):
    """What edition.toml may hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1)
    format: Format
    wording: Wording = Wording.FULL
    body_pt: float = Field(default=12, ge=8, le=36)
    glossary: Literal["end", "margin"] = "end"
    opening_figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """`title` names the product to readers; `body_pt` is the size of its text."""

    name: str
    title: str
    format: Format
    wording: Wording
    body_pt: float
    glossary: Literal["end", "margin"]
    opening_figure: bool
    """Whether the first figure stands beside the summary instead of in its section."""
    layouts: Path
    """The folder of all layouts; templates are found below it."""

    @property
    def file(self) -> str:
        """The name of the finished file: "handout.pdf"."""
        return self.name + self.format.suffix

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that the look of this edition depends on, in a stable order."""
        folders = (self.layouts / "shared", self.layouts / self.name)
        return tuple(sorted(p for f in folders for p in f.rglob("*") if p.is_file()))


def load(folder: Path, root: Path) -> Edition:
    """The edition in `folder`. Raises `BadInput` with every problem, named relative to `root`."""
    import tomllib

    path = folder / "edition.toml"
    file = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    try:
        shape = _Shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as exc:
        problem = Problem(file, 0, 0, "", f"cannot be read ({type(exc).__name__})", "write it")
        raise BadInput([problem]) from exc
    except tomllib.TOMLDecodeError as exc:
        raise BadInput([Problem(file, 0, 0, "", f"not TOML ({exc})", "mend the syntax")]) from exc
    except ValidationError as exc:
        raise BadInput(
            Problem(file, 0, 0, ".".join(map(str, e["loc"])), "wrong", e["msg"])
            for e in exc.errors()
        ) from exc
    return Edition(name=folder.name, layouts=folder.parent, **dict(shape))


def names(layouts: Path) -> tuple[str, ...]:
    """The names of all editions, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in layouts.glob("*/edition.toml")))
