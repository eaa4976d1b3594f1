"""The brand's fonts inside the Word file, so that a clinic without them sees its own type."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from publisher.brand.fonts import Family, subset

_NAMESPACE = uuid.UUID("5b4d6e2c-0f3a-5a59-9d0e-6f9b5f1d7c11")
_OBFUSCATED = 32
_SLOTS = {
    (400, False): "embedRegular",
    (700, False): "embedBold",
    (400, True): "embedItalic",
    (700, True): "embedBoldItalic",
}
# What a clinic may type when it edits: Latin with all its accents, punctuation, currency, signs.
# Of Chinese it is the marks: a character that is new is shown in a face of the reader's own.
_TYPED_RANGES = (
    *((0x20, 0x24F), (0x1E00, 0x1EFF), (0x2000, 0x20CF), (0x2100, 0x22FF)),
    *((0x3000, 0x303F), (0xFF00, 0xFFEF)),
)
_TYPED = frozenset(chr(code) for first, last in _TYPED_RANGES for code in range(first, last + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFace:
    """One face: its slot in the font table, its relation, key and data."""

    slot: str
    relation: str
    key: str
    data: bytes


def embedded(families: tuple[Family, ...], text: str) -> list[tuple[Family, list[EmbeddedFace]]]:
    """Each family once, with its faces as Word wants them, cut to what `text` and editing need."""
    characters = _TYPED | frozenset(c for c in text if c.isprintable())
    unique = {family.name: family for family in families}.values()
    made: list[tuple[Family, list[EmbeddedFace]]] = []
    for family in unique:
        faces = []
        for face in family.faces:
            font = subset(face.path, characters, None)
            slot = _SLOTS[face.weight, face.italic]
            key = uuid.uuid5(_NAMESPACE, f"{family.name} {slot}")
            relation = f"{family.name}-{slot}".replace(" ", "")
            faces.append(
                EmbeddedFace(
                    slot=slot,
                    relation=relation,
                    key=f"{{{str(key).upper()}}}",
                    data=obfuscated(font, key),
                )
            )
        made.append((family, faces))
    return made


def obfuscated(font: bytes, key: uuid.UUID) -> bytes:
    """The font with its first 32 bytes mixed with the key. Source: ECMA-376, part 4, 11.1."""
    mask = key.bytes[::-1] * 2
    head = bytes(a ^ b for a, b in zip(font[:_OBFUSCATED], mask, strict=True))
    return head + font[_OBFUSCATED:]
