"""A paragraph while its XML is being read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from publisher.pull.docx.elements import BodyElement, BodyPicture, Span, Unsupported
from publisher.pull.docx.styles import Kind


@dataclass(slots=True)
class ParagraphDraft:
    """What was found in a paragraph so far; the fields are those of `BodyElement`."""

    kind: Kind
    tags: tuple[str, ...]
    within: tuple[str, ...]
    starts: list[str]
    comments: list[str]
    spans: list[Span] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    pictures: list[BodyPicture] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)

    def add_text(self, text: str, span: Span) -> None:
        """Adds `text`, formatted as `span`, to the last span if that is formatted the same."""
        last = self.spans[-1] if self.spans else None
        if last is not None and last.cited is None and last.formatting == span.formatting:
            self.spans[-1] = replace(last, text=last.text + text)
        else:
            self.spans.append(replace(span, text=text))

    def add_unsupported(self, what: str, words: str) -> None:
        """Adds `words` to the last entry if that is of the same sort, else as a new entry."""
        if self.unsupported and self.unsupported[-1].what == what:
            self.unsupported[-1] = Unsupported(what, self.unsupported[-1].words + words)
        else:
            self.unsupported.append(Unsupported(what, words))

    def finished(self, order: int, number: int | None, *, contents: bool) -> BodyElement:
        """The paragraph, once all of it was read."""
        return BodyElement(
            self.kind,
            tuple(self.spans),
            order,
            tags=self.tags,
            inner=tuple(self.inner),
            starts=tuple(self.starts),
            within=self.within,
            pictures=tuple(self.pictures),
            unsupported=tuple(self.unsupported),
            comments=tuple(self.comments),
            contents=contents,
            number=number,
        )
