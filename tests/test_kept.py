"""What is kept from run to run: used where it is right, and made again wherever it is not."""

from __future__ import annotations

import errno
import marshal
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher import kept as module
from publisher.edition.templates import template_environment
from publisher.kept import kept
from tests.helpers import ROOT


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which things of the kind "words" are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "publisher" / "kept" / "words"


class Making:
    """Makes the same words whenever it is called, and counts."""

    def __init__(self, words: bytes = b"words") -> None:
        self.words, self.count = words, 0

    def __call__(self) -> bytes:
        self.count += 1
        return self.words


def only_file(folder: Path) -> Path:
    (file,) = (path for path in folder.iterdir() if path.name != ".swept")
    return file


def test_what_is_kept_is_not_made_again(cache: Path) -> None:
    make = Making()
    assert [kept("words", "key", make) for _ in range(3)] == [b"words"] * 3
    assert make.count == 1
    assert only_file(cache).stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    assert cache.parent.stat().st_mode & 0o777 == 0o700


def test_another_key_is_another_thing(cache: Path) -> None:
    assert kept("words", "one", Making(b"1")) == b"1"
    assert kept("words", "other", Making(b"2")) == b"2"
    assert len(list(cache.iterdir())) == 3  # both, and the mark of the day


def test_another_version_uses_nothing_of_ours(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept("words", "key", Making(b"old"))
    monkeypatch.setattr(module, "_version", lambda: "another")
    assert kept("words", "key", Making(b"new")) == b"new"
    assert cache.is_dir()


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _changed(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def _opened_to_all(file: Path) -> None:
    file.chmod(0o666)


def _linked(file: Path) -> None:
    file.rename(file.parent / "elsewhere")
    file.symlink_to(file.parent / "elsewhere")


def _folder_opened_to_all(file: Path) -> None:
    file.parent.chmod(0o777)


def _folder_linked(file: Path) -> None:
    file.parent.rename(file.parent.parent / "elsewhere")
    file.parent.symlink_to(file.parent.parent / "elsewhere")


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


SPOILED = (
    *(_cut, _changed, _emptied, _opened_to_all, _linked),
    *(_folder_opened_to_all, _folder_linked, _a_folder, _a_pipe),
)


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_what_is_damaged_or_not_ours_alone_is_not_used(
    cache: Path, spoil: Callable[[Path], None]
) -> None:
    kept("words", "key", Making(b"old"))
    spoil(only_file(cache))
    make = Making(b"new")
    assert kept("words", "key", make) == b"new"
    assert make.count == 1


def test_a_disk_that_cannot_be_written_stops_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(module, "write_whole", refused)
    assert kept("words", "key", Making()) == b"words"
    monkeypatch.setattr(Path, "mkdir", refused)
    assert kept("other words", "key", Making()) == b"words"
    assert not list(cache.iterdir())


def test_a_file_in_the_place_of_the_folder_stops_nothing(cache: Path) -> None:
    cache.parent.parent.mkdir(parents=True)
    cache.parent.write_text("", encoding="utf-8")
    assert kept("words", "key", Making()) == b"words"


def test_what_nobody_used_for_a_month_is_removed(cache: Path) -> None:
    kept("words", "old", Making())
    old = only_file(cache)
    month_ago = time.time() - 31 * 86_400
    for path in cache.iterdir():
        os.utime(path, (month_ago, month_ago))
    kept("words", "new", Making())
    assert not old.exists()
    assert only_file(cache).is_file()


def test_what_is_used_stays(cache: Path) -> None:
    kept("words", "old", Making())
    old = only_file(cache)
    month_ago = time.time() - 31 * 86_400
    for path in cache.iterdir():
        os.utime(path, (month_ago, month_ago))
    assert kept("words", "old", Making(b"new")) == b"words"
    kept("words", "new", Making())
    assert old.exists()


_AT_ONCE = """
from publisher.kept import kept
for n in range(200):
    assert kept("words", str(n), lambda: str(n).encode() * 999) == str(n).encode() * 999
"""


def test_two_processes_keep_the_same_at_once(cache: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", _AT_ONCE], cwd=ROOT) for _ in range(2)]
    assert [one.wait() for one in running] == [0, 0]
    assert len(list(cache.iterdir())) == 201


# Templates ---------------------------------------------------------------------------------------


def filled(folder: Path) -> str:
    return template_environment((folder,)).get_template("words.j2").render(name="<you>")


def test_a_template_that_changed_is_compiled_again(cache: Path, tmp_path: Path) -> None:
    template = tmp_path / "words.j2"
    template.write_text("Hello {{ name }}", encoding="utf-8")
    assert [filled(tmp_path), filled(tmp_path)] == ["Hello &lt;you&gt;"] * 2
    template.write_text("Good day {{ name }}", encoding="utf-8")
    assert filled(tmp_path) == "Good day &lt;you&gt;"
    assert len(list((cache.parent / "templates").iterdir())) == 3


def test_a_compiled_template_is_taken_from_where_it_is_kept(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "words.j2").write_text("Hello {{ name }}", encoding="utf-8")
    filled(tmp_path)
    file = only_file(cache.parent / "templates")
    assert marshal.loads(file.read_bytes()[32:]).co_filename == str(tmp_path / "words.j2")
    damaged = file.read_bytes().replace(b"Hello", b"Howdy")
    file.write_bytes(damaged)
    assert filled(tmp_path) == "Hello &lt;you&gt;"
    assert file.read_bytes() != damaged
