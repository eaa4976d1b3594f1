"""Small PDFs that unpack to more than anybody prints: one message, in time, nothing left."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from typer.testing import CliRunner

from publisher import preflight
from publisher.apart import Overburdened, apart
from publisher.cli import app
from publisher.errors import BadInput
from publisher.preflight import UnreadablePdf, limits

_SQUARE = b"0 0 1 1 re f\n"


def new() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 300))
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    made = io.BytesIO()
    pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def objects() -> bytes:
    pdf = new()
    many = (pdf.make_indirect(Dictionary(A=1)) for _ in range(limits.MOST_OBJECTS))
    pdf.Root.Rubbish = Array(list(many))
    return saved(pdf)


def nested(depth: int = 18, fan: int = 2) -> bytes:
    """Forms that each paint another one twice: with eighteen of them, a quarter of a million."""
    pdf = new()
    content, resources = _SQUARE, Dictionary()
    for _ in range(depth):
        form = pikepdf.Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form)
        form.BBox, form.Resources = Array([0, 0, 300, 300]), resources
        content, resources = b"/F Do " * fan, Dictionary(XObject=Dictionary(F=form))
    pdf.pages[0].Contents, pdf.pages[0].Resources = pikepdf.Stream(pdf, content), resources
    return saved(pdf)


def flate() -> bytes:
    pdf = new()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b" " * (limits.MOST_STREAM + 1))
    return saved(pdf)


def twice_flate() -> bytes:
    """A stream that was packed and packed again: some kilobytes that are a gigabyte."""
    import zlib

    packer, half = zlib.compressobj(9), b""
    for _ in range(50):
        half += packer.compress(b" " * 1_000_000)
    pdf = new()
    stream = pikepdf.Stream(pdf, zlib.compress(half + packer.flush(), 9))
    stream.stream_dict.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    pdf.pages[0].Contents = stream
    return saved(pdf)


def again_and_again() -> bytes:
    """One long stream, painted page after page."""
    pdf = new()
    stream = pikepdf.Stream(pdf, b" " * (limits.MOST_STREAM - 1))
    for _ in range(4):
        pdf.add_blank_page(page_size=(300, 300))
    for page in pdf.pages:
        page.Contents = stream
    return saved(pdf)


def pages() -> bytes:
    pdf = new()
    for _ in range(limits.MOST_PAGES):
        pdf.pages.append(pdf.pages[0])
    return saved(pdf)


_FLAT = "export the artwork again, flat and simpler"
CASES: dict[Callable[[], bytes], str] = {
    objects: "it has 101,006 objects; up to 100,000 are read: "
    "export it again for print, without tags and layers",
    nested: f"it paints forms within forms more than 10,000 times: {_FLAT}",
    flate: f"a stream of its content unpacks to more than 16 MB: {_FLAT}",
    twice_flate: f"a stream of its content unpacks to more than 16 MB: {_FLAT}",
    again_and_again: f"its content unpacks to more than 64 MB: {_FLAT}",
    pages: "it has 501 pages; up to 500 are read: judge it in parts",
}


@pytest.mark.parametrize("make", CASES, ids=lambda make: str(make.__name__))
def test_a_file_that_asks_too_much_is_refused_in_time(make: Callable[[], bytes]) -> None:
    data = make()
    assert len(data) < 1_500_000
    before = time.process_time()
    with pytest.raises(UnreadablePdf) as raised:
        preflight.judge(data)
    assert str(raised.value) == CASES[make]
    assert time.process_time() - before < 20


def test_forms_that_are_painted_often_enough_are_read() -> None:
    assert preflight.judge(nested(depth=3), inks=False).measured.pages


def test_the_command_says_it_with_the_name_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "flyer.pdf"
    file.write_bytes(flate())
    done = CliRunner().invoke(app, ["preflight", str(file)])
    assert isinstance(done.exception, BadInput)
    assert str(done.exception) == (f"{file}  {CASES[flate]}\n1 problem. Nothing was written.")


def test_work_that_takes_too_much_memory_is_told() -> None:
    with pytest.raises(Overburdened, match=r"^it takes more than 2 GB of memory$"):
        apart(bytes, 3_000_000_000)


def test_what_the_work_raises_is_raised() -> None:
    assert apart(len, b"four") == 4
    with pytest.raises(ValueError, match="invalid literal"):
        apart(int, "four")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=lambda sign: sign.name)
def test_a_signal_ends_it_at_once_and_leaves_nothing(sign: signal.Signals, tmp_path: Path) -> None:
    """The work is a process of another program and one call into a library, deaf both."""
    file = tmp_path / "work.py"
    file.write_text(
        "import os, signal, subprocess, sys, tempfile\n"
        "from publisher.apart import apart\n"
        "def work():\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})\n"
        "    tempfile.mkdtemp()\n"
        "    with subprocess.Popen(['sleep', '600']) as other:\n"
        f"        open({str(tmp_path / 'going')!r}, 'w').write(f'{{os.getpid()}} {{other.pid}}')\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "    apart(work)\n"
    )
    (tmp_path / "temporary").mkdir()
    surroundings = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    with subprocess.Popen(
        [sys.executable, str(file)], env=surroundings, stderr=subprocess.DEVNULL
    ) as running:
        going = tmp_path / "going"
        while not (going.exists() and going.read_text().count(" ")):
            time.sleep(0.05)
        before = time.monotonic()
        running.send_signal(sign)
        code = running.wait(300)
    assert time.monotonic() - before < 60  # the work itself takes 600
    assert code == (143 if sign is signal.SIGTERM else -signal.SIGINT)
    assert list((tmp_path / "temporary").iterdir()) == []
    for process in going.read_text().split():
        stat = Path("/proc") / process / "stat"
        assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("preflight", "is a pipe or a device, not a file: name a PDF that you may read"),
        ("stores", "is a pipe or a device, not a file: name a file that you may read"),
        ("pull", "cannot be read (is a pipe or a device, not a file): make it a file you may read"),
    ],
)
def test_nobody_waits_for_a_pipe(command: str, said: str, tmp_path: Path) -> None:
    pipe = tmp_path / "file.pdf"
    os.mkfifo(pipe)
    done = CliRunner().invoke(app, [command, str(pipe)])
    assert isinstance(done.exception, BadInput)
    assert str(done.exception) == f"{pipe}  {said}\n1 problem. Nothing was written."
