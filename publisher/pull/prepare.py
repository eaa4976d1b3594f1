"""An edited Word file and a project → the texts of the project's files as they would be.

The file is read and merged with what is on disk; source and brand are written in memory, and read
again as strictly as any. Nothing is written to disk here: see `edits.write_edit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, cast

from publisher.brand.fonts import character_name, unset_characters
from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.content import inline
from publisher.content.model import Condition
from publisher.edition.words import Words, load_words
from publisher.errors import BadInput, refused
from publisher.files import read_file
from publisher.pull.by_brand import view
from publisher.pull.docx.base import Base
from publisher.pull.docx.package import OurWordFile, opened
from publisher.pull.edits import Edit, leftovers_edit, problems_of
from publisher.pull.merging.merge import Conflict, Merged, MergedChange, Side, merge
from publisher.pull.new_brand import new_brand
from publisher.pull.new_source import EditedBy, new_source
from publisher.pull.reading.read import EditedFile, Tracked, WordComment, read_word_file
from publisher.pull.reading.results import Notice
from publisher.pull.reading.source_text import Unprintable
from publisher.pull.report import in_words, leftovers_text
from publisher.pull.shared import SharedEdit
from publisher.pull.tree import Tree, Value, as_condition, as_tree
from publisher.source.load import load_condition
from publisher.source.positions import relative

Comments = Literal["notes", "report"]
"""What becomes of comments: notes in the source, or a list in the report alone."""
_MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOptions:
    """The choices of the user."""

    tracked: Tracked = "refuse"
    comments: Comments = "report"
    take: Mapping[str, Side] | None = None
    """The side that is taken, by the address of a conflict; "*" stands for all others."""
    today: date
    clinic_only: bool = False
    """Whether the edits of the text are for the clinic of the file alone."""
    refused: frozenset[str] = frozenset()
    """The keys of changes that are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """Everything that a pull would change, and everything that it found."""

    reading: EditedFile
    text: Merged
    clinic: Merged
    unreviewed: bool
    """Whether the text was reviewed, and would be unreviewed with the changes."""
    notes: int
    """How many comments would become notes."""
    source: Edit
    shared: tuple[SharedEdit, ...]
    """The edits of shared wordings, which change other conditions too."""
    brand: Edit | None
    leftovers: Edit | None

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All that both sides changed, where the user has not said which side is taken."""
        return (*self.text.conflicts, *self.clinic.conflicts)

    @property
    def changes(self) -> tuple[MergedChange, ...]:
        """All changes, those of the clinic last."""
        return (*self.text.changes, *self.clinic.changes)

    @property
    def left(self) -> tuple[Notice, ...]:
        """The leftovers; their words are in the file of leftovers."""
        return tuple(notice for notice in self.reading.notices if notice.left)


def prepare_pull(root: Path, path: Path, options: PullOptions) -> Pulled:
    """What pulling the file at `path` into the project at `root` would do; nothing is written.

    Raises `BadInput` where the file, the source or the result is invalid, and `TrackedChanges`
    where the file contains some and the options refuse them.
    """
    file = opened(_bytes(path), str(path))
    base = file.base
    folder = root / "sources" / base.condition
    condition = _source_now(root, path, base)
    ours = cast(Tree, view(condition.model_dump(mode="json"), base.brand))
    brand = _brand(root, base.brand)
    reading = _read(file, root, brand, options.tracked)
    text = _merged(base, ours, reading, options)
    as_notes = [one for one in reading.comments if not one.done and options.comments == "notes"]
    by = EditedBy(base.brand, options.today, clinic_only=options.clinic_only)
    with _because_of(path, relative(folder / "condition.yaml", root)):
        source = new_source(root, condition, text, as_notes, by)
    with _because_of(path, f"layouts/brands/{base.brand}/_brand.yml"):
        facts, decided = (base.clinic, reading.clinic), (options.take, options.refused)
        clinic, brand_edit = new_brand(root, brand, facts, *decided)
    lost = [] if brand is not None else _facts_without_brand(reading, clinic)
    notices = (*reading.notices, *lost, *_lost_wordings(ours, text.tree))
    reading = replace(reading, notices=notices)
    reported = [comment for comment in reading.comments if comment not in as_notes]
    leftovers = _leftovers(folder, path, reading, reported)
    shared = tuple(one.edit for one in source.shared)
    if problems := list(problems_of((source.edit, *shared, brand_edit, leftovers), root)):
        raise BadInput(problems)
    return Pulled(
        reading=reading,
        text=text,
        clinic=clinic,
        unreviewed=source.loses_review,
        notes=source.notes,
        source=source.edit,
        shared=source.shared,
        brand=brand_edit,
        leftovers=leftovers,
    )


def _merged(base: Base, ours: Tree, reading: EditedFile, options: PullOptions) -> Merged:
    """The text as the project says it with the edits of the file, but for refused ones."""
    sides = as_tree(base.tree), ours, as_tree(reading.theirs)
    return merge(*sides, options.take, reading.positions, options.refused)


def _read(file: OurWordFile, root: Path, brand: Brand | None, tracked: Tracked) -> EditedFile:
    words = load_words(root / "layouts", file.base.language)
    return read_word_file(
        file,
        words,
        tracking=tracked,
        brand_lines=_brand_lines(brand, words),
        unprintable=_unprintable(root),
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise refused(str(path), "contains more than 100 MB", "take the large pictures out")
        return read_file(path)
    except FileNotFoundError:
        raise refused(str(path), "there is no such file", "name the edited Word file") from None
    except OSError as exc:
        raise refused(
            str(path), f"cannot be read ({exc.strerror})", "make it a file you may read"
        ) from exc


def _source_now(root: Path, path: Path, base: Base) -> Condition:
    """The source that the file at `path` was made from, as it is now. Raises `BadInput`."""
    folder = root / "sources" / base.condition
    if not _is_folder_name(base.condition) or not (folder / "condition.yaml").is_file():
        wrong = f"was made from the source {base.condition!r}, which is not here"
        raise refused(str(path), wrong, "say by --root where the project is")
    ours = load_condition(folder, root)
    if ours.language != base.language:
        name = relative(folder / "condition.yaml", root)
        wrong = f"says {base.language}, but {name} says {ours.language}"
        right = "bring the edits of a translation into the file of that language"
        raise refused(str(path), wrong, right)
    return ours


def _brand(root: Path, name: str) -> Brand | None:
    folder = root / "layouts" / "brands" / name
    if not _is_folder_name(name) or not folder.is_dir():
        return None
    return load_brand(folder, root)


def _is_folder_name(name: str) -> bool:
    """Whether a name from inside a file can only be a folder in the folder where it is sought."""
    return name.replace("-", "").isalnum() and name.isascii()


def _brand_lines(brand: Brand | None, words: Words) -> frozenset[str]:
    """Lines of a Word file that name the brand, which the publisher writes itself."""
    if brand is None:
        return frozenset()
    publisher = words.publisher.format(name=brand.name)
    return frozenset((brand.name, brand.short_name, *brand.legal, publisher))


def _unprintable(root: Path) -> Unprintable:
    """A function: the characters that one of the project's brands has no glyph for.

    Brands that are invalid are ignored.
    """
    brands: list[Brand] = []
    for file in sorted((root / "layouts" / "brands").glob("*/_brand.yml")):
        with suppress(BadInput):
            brands.append(load_brand(file.parent, root))

    def unprintable(text: str) -> dict[str, str]:
        found = [
            sign
            for brand in brands
            for sign in unset_characters(text, brand.body, brand.headings, brand.fallback)
        ]
        return {sign: character_name(sign) for sign in found}

    return unprintable


@contextmanager
def _because_of(path: Path, file: str) -> Iterator[None]:
    """Adds to problems of `file` that they come from the Word file at `path`."""
    try:
        yield
    except BadInput as exc:
        lead = f"{path}: with its text, {file} would be invalid:"
        raise BadInput(exc.problems, lead) from exc


def _facts_without_brand(reading: EditedFile, clinic: Merged) -> list[Notice]:
    """Edited facts of a clinic whose brand the project does not have."""
    if reading.clinic == reading.base.clinic:
        return []
    what = f"facts of the clinic, whose brand {reading.base.brand!r} is not here"
    return [Notice(what, "", in_words([change.after for change in clinic.changes]))]


def _lost_wordings(ours: Tree, merged: Tree) -> Iterator[Notice]:
    """Short wordings and question sheets of removed sections, which the Word file never showed."""
    kept = {section["id"] for section in as_condition(merged)["sections"]}
    for section in as_condition(ours)["sections"]:
        shown: tuple[tuple[str, Value], ...] = (
            ("short wording", section["brief"]),
            ("question sheet", section["sheet"]),
        )
        for name, wording in shown:
            if section["id"] not in kept and wording:
                heading = inline.parse(section["heading"]).plain
                yield Notice(
                    f"the {name} of a section that was removed", heading, in_words(wording)
                )


def _leftovers(
    folder: Path, path: Path, reading: EditedFile, comments: list[WordComment]
) -> Edit | None:
    """The file of leftovers and of `comments`; None where there are none."""
    left = [notice for notice in reading.notices if notice.left]
    if not left and not comments:
        return None
    return leftovers_edit(folder, path, leftovers_text(path.name, left, comments))
