"""Types of what we use of EbookLib, which has none of its own."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZipFile

from lxml.etree import _Element

class EpubItem:
    properties: list[str]
    def __init__(self, *, uid: str, file_name: str, media_type: str, content: bytes) -> None: ...

class EpubBook:
    FOLDER_NAME: str
    language: str
    direction: str
    spine: Sequence[EpubItem]
    def set_identifier(self, uid: str) -> None: ...
    def set_title(self, title: str) -> None: ...
    def set_language(self, lang: str) -> None: ...
    def set_direction(self, direction: str) -> None: ...
    def add_item(self, item: EpubItem) -> None: ...
    def add_metadata(
        self,
        namespace: str | None,
        name: str,
        value: str | None,
        others: Mapping[str, str] | None = None,
    ) -> None: ...

class EpubWriter:
    book: EpubBook
    out: ZipFile
    def __init__(
        self, name: BytesIO, book: EpubBook, options: Mapping[str, object] | None = None
    ) -> None: ...
    def write(self) -> None: ...
    def _write_opf_metadata(self, root: _Element) -> None: ...
    def _write_opf_spine(self, root: _Element, ncx_id: str | None) -> None: ...
    def _write_opf_file(self, root: _Element) -> None: ...
