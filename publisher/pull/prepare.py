"""An edited Word file and a project → the texts of its files as they would be; then the files.

prepare_pull  reads the file, merges it with what is on disk, writes the source anew in
              memory, and reads that as strictly as any source
write_edit    puts it on disk, each file whole
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from publisher.brand.fonts import character_name, unset_characters
from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.content import inline
from publisher.content.model import Condition, ReviewState
from publisher.edition.words import Words, load_words
from publisher.errors import BadInput, Problem, PublisherError, refused
from publisher.files import read_file
from publisher.pull.docx.package import Base, opened
from publisher.pull.merging.merge import Conflict, Merged, MergedChange, Side, merge
from publisher.pull.reading.findings import Notice
from publisher.pull.reading.read import EditedFile, Remark, Tracked, read_word_file
from publisher.pull.reading.wording import Lacking
from publisher.pull.report import in_words, leftovers_file
from publisher.pull.tree import Tree, as_tree
from publisher.pull.writing import notes
from publisher.pull.writing.rewrite import RewriteError, rewrite
from publisher.source.kit import KIT
from publisher.source.load import load_condition
from publisher.source.positions import read_yaml, read_yaml_keeping_problems, relative

Comments = Literal["notes", "report"]
_MOST_BYTES = 100_000_000
_CLINIC = ("defaults", "publisher")


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOptions:
    """What a user said about a pull."""

    tracked: Tracked = "refuse"
    comments: Comments = "report"
    take: Mapping[str, Side] | None = None
    """Sides by the address of a conflict; "*" for all others."""
    today: date


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it is and as it would be. `before` is None for a file that is not there yet."""

    path: Path
    before: bytes | None
    after: bytes

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """All that a pull would do, and all that it found."""

    reading: EditedFile
    text: Merged
    clinic: Merged
    unreviewed: bool
    """Whether the text was reviewed and would be no more."""
    notes: int
    """How many comments would become notes."""
    source: Edit
    brand: Edit | None
    side: Edit | None

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All that both sides changed and nobody decided."""
        return (*self.text.conflicts, *self.clinic.conflicts)

    @property
    def changes(self) -> tuple[MergedChange, ...]:
        """All edits that come home, those of the clinic last."""
        return (*self.text.changes, *self.clinic.changes)

    @property
    def left(self) -> tuple[Notice, ...]:
        """What has no place in a source; its words are in the side file."""
        return tuple(finding for finding in self.reading.findings if finding.left)


def prepare_pull(root: Path, path: Path, asked: PullOptions) -> Pulled:
    """What pulling the file at `path` would do to the project in `root`; nothing is written.

    Raises `BadInput` where the file, the source or what would come of it is wrong, and
    `TrackedChanges` where the file contains some and none may be settled.
    """
    file = opened(_bytes(path), str(path))
    base = file.base
    folder = root / "sources" / base.condition
    name = relative(folder / "condition.yaml", root)
    ours = _source_now(root, path, base)
    labels = load_words(root / "layouts", base.language)
    brand = _brand(root, base.brand)
    made = _written_by(brand, labels)
    reading = read_word_file(
        file, labels, tracking=asked.tracked, made=made, lacking=_lacking(root)
    )
    tree = ours.model_dump(mode="json")
    text = merge(as_tree(base.tree), tree, as_tree(reading.theirs), asked.take, reading.was)
    as_notes = [r for r in reading.remarks if not r.done] if asked.comments == "notes" else []
    with _blamed(path, name):
        source, count, unreviewed = _source(folder, root, tree, text, as_notes, asked.today)
    with _blamed(path, f"layouts/brands/{base.brand}/_brand.yml"):
        clinic, brand_edit = _clinic(root, brand, reading, asked)
    lost = [] if brand is not None else _without_brand(reading, clinic)
    reading = replace(reading, findings=(*reading.findings, *lost, *_unseen(tree, text.tree)))
    beside = [remark for remark in reading.remarks if remark not in as_notes]
    side = _side_edit(folder, path, reading.findings, beside)
    if problems := list(_in_the_way((source, brand_edit, side), root)):
        raise BadInput(problems)
    return Pulled(
        reading=reading,
        text=text,
        clinic=clinic,
        unreviewed=unreviewed,
        notes=count,
        source=source,
        brand=brand_edit,
        side=side,
    )


def _source_now(root: Path, path: Path, base: Base) -> Condition:
    """The source that the file at `path` was made from, as it is now. Raises `BadInput`."""
    folder = root / "sources" / base.condition
    if not _is_name(base.condition) or not (folder / "condition.yaml").is_file():
        wrong = f"was made from the source {base.condition!r}, which is not here"
        right = "say by --root where the project is"
        raise refused(str(path), wrong, right)
    ours = load_condition(folder, root)
    if ours.language != base.language:
        name = relative(folder / "condition.yaml", root)
        wrong = f"says {base.language}, but {name} says {ours.language}"
        right = "bring the edits of a translation into the file of that language"
        raise refused(str(path), wrong, right)
    return ours


def _written_by(brand: Brand | None, words: Words) -> frozenset[str]:
    """Lines of a Word file that name the brand, which the publisher writes itself."""
    if brand is None:
        return frozenset()
    publisher = words.publisher.format(name=brand.name)
    return frozenset((brand.name, brand.short_name, *brand.legal, publisher))


def _lacking(root: Path) -> Lacking:
    """The signs that a brand of the project cannot set; a brand that is wrong is not asked."""
    brands: list[Brand] = []
    for file in sorted((root / "layouts" / "brands").glob("*/_brand.yml")):
        with suppress(BadInput):
            brands.append(load_brand(file.parent, root))

    def lacking(text: str) -> dict[str, str]:
        found = [
            sign
            for brand in brands
            for sign in unset_characters(text, brand.body, brand.headings, brand.fallback)
        ]
        return {sign: character_name(sign) for sign in found}

    return lacking


@contextmanager
def _blamed(path: Path, file: str) -> Iterator[None]:
    """Says of what is wrong with a file as it would be that it came from the Word file."""
    try:
        yield
    except BadInput as exc:
        lead = f"{path}: with what it says, {file} would be wrong:"
        raise BadInput(exc.problems, lead) from exc


def _without_brand(reading: EditedFile, clinic: Merged) -> list[Notice]:
    """Edited facts of a clinic whose brand the project does not have."""
    if reading.clinic == reading.base.clinic:
        return []
    what = f"facts of the clinic, whose brand {reading.base.brand!r} is not here"
    return [Notice(what, "", in_words([change.after for change in clinic.changes]))]


def _unseen(ours: Tree, merged: Tree) -> Iterator[Notice]:
    """What goes with a section that was removed, though the Word file never showed it."""
    there = {section["id"] for section in merged["sections"]}
    for section in ours["sections"]:
        for key, name in (("brief", "short wording"), ("sheet", "question sheet")):
            if section["id"] not in there and section[key]:
                what = f"the {name} of a section that was removed"
                heading = inline.parse(section["heading"]).plain
                yield Notice(what, heading, in_words(section[key]))


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


def _is_name(name: str) -> bool:
    """Whether a name that came out of a file is one of a folder, and no way out of it."""
    return name.replace("-", "").isalnum() and name.isascii()


def _brand(root: Path, name: str) -> Brand | None:
    folder = root / "layouts" / "brands" / name
    if not _is_name(name) or not folder.is_dir():
        return None
    return load_brand(folder, root)


# The source ----------------------------------------------------------------------------------


def _source(
    folder: Path, root: Path, ours: Tree, merged: Merged, remarks: list[Remark], today: date
) -> tuple[Edit, int, bool]:
    """The source with the edits in it, the notes that are new, and whether a review fell."""
    path = folder / "condition.yaml"
    before = path.read_bytes()
    if merged.conflicts:
        return Edit(path, before, before), 0, False
    after = copy.deepcopy(merged.tree)
    unreviewed = False
    if after != ours:
        unreviewed = ours["review"]["state"] != ReviewState.UNREVIEWED
        after["review"] = dict.fromkeys(ours["review"]) | {"state": ReviewState.UNREVIEWED.value}
        after["modified"] = max(today, date.fromisoformat(ours["issued"])).isoformat()
    text = before.decode("utf-8-sig")
    file = relative(path, root)
    new = _rewritten(text, ours, after, (), file)
    with TemporaryDirectory() as scratch:
        copied = Path(scratch) / relative(folder, root)
        shutil.copytree(
            folder, copied, ignore=shutil.ignore_patterns("pulled", "translations", ".*")
        )
        there = copied / "condition.yaml"
        count = 0
        there.write_bytes(_encoded(new, before))
        if after != ours:
            load_condition(copied, Path(scratch), root / KIT)
        if remarks:
            tree, places = read_yaml(there, file)
            new, count = notes.noted(new, tree, places, remarks)
            there.write_bytes(_encoded(new, before))
        said = load_condition(copied, Path(scratch), root / KIT).model_dump(mode="json")
        if _bare(said) != _bare(after):
            raise PublisherError(f"{file}: what would be written does not say what it should")
    return Edit(path, before, _encoded(new, before)), count, unreviewed


def _bare(value: Any) -> Any:
    """A tree without what says nothing: None and empty lists."""
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if inner not in (None, [])}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _rewritten(text: str, before: Tree, after: Tree, at: tuple[str, ...], file: str) -> str:
    if before == after:
        return text
    try:
        return rewrite(text, before, after, at)
    except RewriteError as exc:
        raise PublisherError(f"{file}: could not be changed ({exc}). Nothing was written.") from exc


def _encoded(text: str, before: bytes) -> bytes:
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    return mark + text.encode()


# The clinic ----------------------------------------------------------------------------------


def _clinic(
    root: Path, brand: Brand | None, reading: EditedFile, asked: PullOptions
) -> tuple[Merged, Edit | None]:
    """The clinic's facts merged, and its brand's file with them in it."""
    base = reading.base.clinic
    if brand is None:
        return merge(base, base, reading.clinic, asked.take), None
    ours = {"clinic": _plain(asdict(brand.clinic)), "emergency_number": brand.emergency_number}
    merged = merge(base, ours, reading.clinic, asked.take)
    if merged.conflicts or merged.tree == ours:
        return merged, None
    folder = root / "layouts" / "brands" / brand.id
    path = folder / "_brand.yml"
    before = path.read_bytes()
    text = before.decode("utf-8-sig")
    stated = _stated(path, root)
    changed = _changed(stated, ours, merged.tree)
    try:
        new = _rewritten(text, stated, changed, _CLINIC, relative(path, root))
    except PublisherError as exc:
        if not brand.report.choices:
            raise
        raise PublisherError(
            f"{relative(path, root)}: the clinic's facts were changed, and the file does not say "
            f"all of them; write them there first: publisher brand {brand.id} has the lines. "
            "Nothing was written."
        ) from exc
    with TemporaryDirectory() as scratch:
        copied = Path(scratch) / relative(folder, root)
        shutil.copytree(folder, copied, ignore=shutil.ignore_patterns(".*"))
        (copied / "_brand.yml").write_bytes(_encoded(new, before))
        load_brand(copied, Path(scratch))
    return merged, Edit(path, before, _encoded(new, before))


def _stated(path: Path, root: Path) -> Tree:
    """The clinic's facts as far as the brand's file itself says them; others are derived."""
    tree, _, _ = read_yaml_keeping_problems(path, relative(path, root))
    for key in _CLINIC:
        tree = tree.get(key) if isinstance(tree, dict) else None
    own = tree if isinstance(tree, dict) else {}
    stated: Tree = _bare({key: own.get(key) for key in ("clinic", "emergency_number")})
    return stated


def _changed(stated: Tree, ours: Tree, merged: Tree) -> Tree:
    """`stated` with every fact that the merge changed."""
    clinic = {k: v for k, v in merged["clinic"].items() if v != ours["clinic"].get(k)}
    made = {**stated, "clinic": {**stated.get("clinic", {}), **clinic}}
    if merged["emergency_number"] != ours["emergency_number"]:
        made["emergency_number"] = merged["emergency_number"]
    return made


def _plain(value: Any) -> Any:
    """Tuples as lists, the shape that JSON gives."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


# Files ---------------------------------------------------------------------------------------


def _side_edit(
    folder: Path, path: Path, findings: Iterable[Notice], beside: list[Remark]
) -> Edit | None:
    """The side file with what has no place in a source; None where all of it has one."""
    left = [finding for finding in findings if finding.left]
    if not left and not beside:
        return None
    return _side(folder, path, leftovers_file(path.name, left, beside))


def _side(folder: Path, path: Path, text: str) -> Edit:
    """The side file: under a name that is free, or the one that says the same already."""
    stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in path.stem) or "pulled"
    data = text.encode()
    number = 1
    while True:
        suffix = f"-{number}" if number > 1 else ""
        there = folder / "pulled" / f"{stem}{suffix}.md"
        if not there.exists() and not there.is_symlink():
            return Edit(there, None, data)
        if there.is_file() and there.read_bytes() == data:
            return Edit(there, data, data)
        number += 1


def write_edit(edit: Edit) -> None:
    """Puts one file on disk, whole. Raises `PublisherError` where it was changed meanwhile."""
    if not edit.changes:
        return
    there = edit.path.read_bytes() if edit.path.exists() else None
    if there != edit.before:
        raise PublisherError(f"{edit.path}: was changed meanwhile; pull again")
    part = _part(edit.path)
    try:
        edit.path.parent.mkdir(exist_ok=True)
        part.write_bytes(edit.after)
        if edit.before is not None:
            shutil.copymode(edit.path, part)
        part.replace(edit.path)
    except OSError as exc:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise PublisherError(f"{edit.path}: cannot be written ({exc.strerror})") from exc


def _part(path: Path) -> Path:
    """Where a file is written before it takes the place of the old one."""
    return path.with_name(f".{path.name}.part")


def _in_the_way(edits: Iterable[Edit | None], root: Path) -> Iterator[Problem]:
    """What stands where something would be written: said before the first file is."""
    for edit in edits:
        if edit is None or not edit.changes:
            continue
        folder, part = edit.path.parent, _part(edit.path)
        name = relative(folder, root)
        if folder.is_symlink():
            wrong = "is a link to another folder"
            yield Problem(name, 0, 0, "", wrong, "put the folder there")
        elif folder.exists() and not folder.is_dir():
            wrong = "is a file, and a folder of that name is needed"
            yield Problem(name, 0, 0, "", wrong, "give the file another name")
        elif part.is_dir() or part.is_symlink():
            wrong = f"stands where {edit.path.name} would be written first"
            yield Problem(relative(part, root), 0, 0, "", wrong, "take it away")
