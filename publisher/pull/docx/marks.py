"""Bookmarks and comments, which can begin in one paragraph and end in another."""

from __future__ import annotations

from publisher.pull.docx.draft import ParagraphDraft
from publisher.pull.docx.xml import Element, W


class OpenMarks:
    """The bookmarks and comments that have begun where the body is being read."""

    def __init__(self) -> None:
        self._bookmarks: dict[str, str] = {}  # names of bookmarks that have not ended, by id
        self._starts: list[str] = []  # bookmarks that began since the last paragraph
        self._comments: list[str] = []  # ids of comments that began since the last paragraph

    def read(self, element: Element) -> None:
        """Reads a mark that is between two paragraphs; other elements are ignored."""
        if element.tag == f"{W}bookmarkStart":
            self._starts.append(self._opened(element))
        elif element.tag == f"{W}bookmarkEnd":
            name = self._bookmarks.pop(element.get(f"{W}id", ""), "")
            if name in self._starts:
                self._starts.remove(name)
        elif element.tag == f"{W}commentRangeStart":
            self._comments.append(element.get(f"{W}id", ""))

    def begun(self) -> tuple[list[str], list[str]]:
        """(bookmarks, comments) that began since the last paragraph or table, handed out once."""
        begun = self._starts, self._comments
        self._starts, self._comments = [], []
        return begun

    def around(self) -> tuple[str, ...]:
        """The bookmarks that have not ended."""
        return tuple(self._bookmarks.values())

    def start_bookmark(self, mark: Element, draft: ParagraphDraft) -> None:
        """Reads the start of a bookmark in a paragraph."""
        draft.starts.append(self._opened(mark))

    def end_bookmark(self, mark: Element) -> None:
        """Reads the end of a bookmark in a paragraph."""
        self._bookmarks.pop(mark.get(f"{W}id", ""), None)

    def _opened(self, mark: Element) -> str:
        name = mark.get(f"{W}name", "")
        self._bookmarks[mark.get(f"{W}id", "")] = name
        return name
