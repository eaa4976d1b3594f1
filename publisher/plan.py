"""What is to be made: condition × brand × edition → jobs, each with the key of its bytes."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from publisher.brand import Brand
from publisher.edition import Edition
from publisher.model import Condition
from publisher.words import Words

_ENGINES = ("weasyprint", "python-docx", "ebooklib", "jinja2", "pikepdf", "fonttools", "lxml")


@dataclass(frozen=True, kw_only=True)
class Job:
    """One file to make. Everything that a renderer may look at is in here."""

    condition: Condition
    brand: Brand
    edition: Edition
    words: Words
    stamp: datetime
    """The moment that the file says it was made: UTC, never the clock's."""
    siblings: tuple[Edition, ...]
    """All editions of the same condition and brand, this one too, for links among them."""

    @property
    def path(self) -> PurePosixPath:
        """Where the file goes below `out/`: brand/language/condition/edition.ext."""
        condition = self.condition
        return PurePosixPath(
            self.brand.id, condition.language, condition.condition, self.edition.file
        )

    @property
    def identifier(self) -> str:
        """A URN that is the same for the same text, brand and edition."""
        name = "/".join((*self.path.parts, self.condition.version))
        return f"urn:publisher:{name}"

    @cached_property
    def key(self) -> str:
        """A hash of all that can change the bytes: text, brand, layout, engines, our own code."""
        digest = hashlib.sha256()
        for part in (
            self.condition.model_dump_json(),
            json.dumps(_drawings(self.condition)),
            self.stamp.isoformat(),
            json.dumps([(e.name, e.title) for e in self.siblings]),
            json.dumps({engine: version(engine) for engine in _ENGINES}),
        ):
            digest.update(part.encode() + b"\0")
        own = sorted(Path(__file__).parent.rglob("*.py"))
        for path in (*own, *self.brand.files, *self.edition.files):
            digest.update(path.name.encode() + b"\0" + _digest(path))
        return digest.hexdigest()


_digests: dict[Path, bytes] = {}


def _digest(path: Path) -> bytes:
    if path not in _digests:
        _digests[path] = hashlib.sha256(path.read_bytes()).digest()
    return _digests[path]


def _drawings(condition: Condition) -> list[str]:
    from publisher.model import Figure, Wording

    blocks = [block for wording in Wording for block in condition.blocks(wording)]
    return [block.file.svg for block in blocks if isinstance(block, Figure)]


def stamp(condition: Condition) -> datetime:
    """SOURCE_DATE_EPOCH where it is set, else midnight UTC of the source's last change.

    Source: reproducible-builds.org, specification of SOURCE_DATE_EPOCH.
    """
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.combine(condition.modified, time(), UTC)
