"""Edits as people make them in LibreOffice: each in a copy of one Word file, through LibreOffice.

Run by the system's own Python, the one that Debian gives LibreOffice's `uno` to:

    /usr/bin/python3 libreoffice_editor.py PIPE FILE.docx FOLDER

PIPE names the one that a LibreOffice listens on. Saves one Word file for each edit of `EDITS` in
FOLDER, by its name. Exit code 3: `uno` is not installed.

Of LibreOffice 7.4 itself: it falls over when a file with controls and a comment is saved.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

WITHOUT_UNO = 3
_START_S = 90.0

Document = Any  # all of UNO comes without types
ScriptedEdit = Callable[[Document], None]

try:
    import uno  # type: ignore[import-not-found]
    from com.sun.star.awt.FontSlant import ITALIC  # type: ignore[import-not-found]
    from com.sun.star.awt.FontWeight import BOLD, NORMAL  # type: ignore[import-not-found]
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
    from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]
    from com.sun.star.lang import DisposedException  # type: ignore[import-not-found]
    from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK  # type: ignore[import-not-found]
    from com.sun.star.util import URL  # type: ignore[import-not-found]
except ImportError:
    sys.exit(WITHOUT_UNO)


# Where it stands -----------------------------------------------------------------------------


def found(document: Document, words: str) -> Any:
    """The range of these words; of several, the first that is neither made nor repeated."""
    search = document.createSearchDescriptor()
    search.SearchString, search.SearchCaseSensitive = words, True
    hits = document.findAll(search)
    for number in range(hits.Count):
        hit = hits.getByIndex(number)
        if not hit.ParaStyleName.lower().startswith(("contents", "header", "footer")):
            return hit
    raise LookupError(f"nothing says {words!r}")


def cursor_at(words_range: Any) -> Any:
    return words_range.Text.createTextCursorByRange(words_range)


def paragraph_of(document: Document, words: str) -> Any:
    """A cursor over the whole paragraph that contains these words."""
    cursor = cursor_at(found(document, words))
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    return cursor


def portions(document: Document) -> Iterator[Any]:
    """Every portion of every paragraph of the body, those of tables left out."""
    for paragraph in document.Text:
        if paragraph.supportsService("com.sun.star.text.Paragraph"):
            yield from paragraph


def row_of(document: Document, words: str) -> tuple[Any, int]:
    """The table and the number of the row that these words are in."""
    hit = found(document, words)
    return hit.TextTable, int("".join(filter(str.isdigit, hit.Cell.CellName))) - 1


# What is done there --------------------------------------------------------------------------


def say(old: str, new: str) -> ScriptedEdit:
    """Types `new` over `old`."""
    return lambda document: found(document, old).setString(new)


def looks(words: str, name: str, value: Any) -> ScriptedEdit:
    """Selects words and gives them a look."""
    return lambda document: setattr(found(document, words), name, value)


def entered(after: str, words: str, style: str = "") -> ScriptedEdit:
    """Enter at the end of a paragraph, and a new one typed."""

    def edit(document: Document) -> None:
        cursor = paragraph_of(document, after)
        cursor.collapseToEnd()
        cursor.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
        if style:
            cursor.ParaStyleName = style
        cursor.Text.insertString(cursor, words, False)

    return edit


def parted(words: str) -> ScriptedEdit:
    """Enter in front of words."""

    def edit(document: Document) -> None:
        start = found(document, words).Start
        cursor = cursor_at(start)
        cursor.goLeft(1, True)  # the space before them
        cursor.setString("")
        cursor.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)

    return edit


def gone(*words: str) -> ScriptedEdit:
    """Deletes paragraphs, each with its mark."""

    def edit(document: Document) -> None:
        for one in words:
            cursor = paragraph_of(document, one)
            cursor.collapseToStart()
            if not cursor.gotoNextParagraph(True):
                raise LookupError(f"nothing comes after {one!r}")
            cursor.setString("")

    return edit


def last_gone(words: str) -> ScriptedEdit:
    """Deletes the last paragraph of a list, with the mark of the one before it."""

    def edit(document: Document) -> None:
        cursor = paragraph_of(document, words)
        cursor.collapseToStart()
        cursor.goLeft(1, False)
        cursor.gotoNextParagraph(True)
        cursor.gotoEndOfParagraph(True)
        cursor.setString("")

    return edit


def cells(before: int, *texts: str) -> ScriptedEdit:
    """A new row, `before` rows from the top, typed."""

    def edit(document: Document) -> None:
        table, _ = row_of(document, "Circle")
        table.Rows.insertByIndex(before, 1)
        for column, text in enumerate(texts):
            table.getCellByPosition(column, before).setString(text)

    return edit


def row_gone(document: Document) -> None:
    table, number = row_of(document, "Circle")
    table.Rows.removeByIndex(number, 1)


def column_gone(document: Document) -> None:
    table, _ = row_of(document, "Circle")
    table.Columns.removeByIndex(table.Columns.Count - 1, 1)


def alternative_text(document: Document) -> None:
    for number in range(document.DrawPage.Count):
        shape = document.DrawPage.getByIndex(number)
        if shape.Description.startswith("A circle and"):
            shape.Description = "A circle beside a square."
            return
    raise LookupError("no picture has this alternative text")


def telephone(document: Document) -> None:
    """Types another number wherever the clinic's stands in a control."""
    fields = [
        portion.TextField
        for portion in portions(document)
        if portion.TextPortionType == "TextField" and portion.String == "555-0142"
    ]
    if not fields:
        raise LookupError("no field says the number")
    for field in fields:
        field.Content = "555-0199"


def plain(words: str, *names: str) -> ScriptedEdit:
    """Selects words and takes a look away."""

    def edit(document: Document) -> None:
        there = found(document, words)
        for name in names:
            there.setPropertyToDefault(name)

    return edit


def moved_up(words: str, times: int) -> ScriptedEdit:
    """Ctrl+Alt+Up in a paragraph, as often as told."""

    def edit(document: Document) -> None:
        view = document.CurrentController
        view.ViewCursor.gotoRange(found(document, words).Start, False)
        for _ in range(times):
            dispatched(view, ".uno:MoveUp")

    return edit


def pasted(words: str, new: str) -> ScriptedEdit:
    """Copies a paragraph with its mark, pastes it below itself, and types over it."""

    def edit(document: Document) -> None:
        view = document.CurrentController
        cursor = paragraph_of(document, words)
        cursor.collapseToStart()
        cursor.gotoNextParagraph(True)
        view.select(cursor)
        copied = view.getTransferable()
        view.ViewCursor.gotoRange(cursor.End, False)
        view.insertTransferable(copied)
        search = document.createSearchDescriptor()
        search.SearchString = words
        document.findAll(search).getByIndex(1).setString(new)

    return edit


def cut_and_pasted(first: str, behind: str, before: str) -> ScriptedEdit:
    """Cuts what stands from one paragraph to in front of another, and pastes it elsewhere."""

    def edit(document: Document) -> None:
        view = document.CurrentController
        cursor = paragraph_of(document, first)
        cursor.collapseToStart()
        cursor.gotoRange(paragraph_of(document, behind).Start, True)
        view.select(cursor)
        cut = view.getTransferable()
        cursor.setString("")
        view.ViewCursor.gotoRange(paragraph_of(document, before).Start, False)
        view.insertTransferable(cut)

    return edit


def dispatched(view: Any, what: str) -> None:
    """Does what a command of the menus does."""
    dispatcher = view.Frame.queryDispatch(url(what), "_self", 0)
    if dispatcher is None:
        raise LookupError(f"LibreOffice has no {what} here")
    dispatcher.dispatch(url(what), ())


def url(what: str) -> Any:
    made = URL()
    made.Complete, made.Main = what, what
    made.Protocol, _, made.Path = what.partition(":")
    made.Protocol += ":"
    return made


def recorded(edit: ScriptedEdit) -> ScriptedEdit:
    """The edit with its changes tracked."""

    def both(document: Document) -> None:
        document.RecordChanges = True
        edit(document)
        document.RecordChanges = False

    return both


def boxed(document: Document) -> None:
    box = document.createInstance("com.sun.star.text.TextFrame")
    box.setSize(uno.createUnoStruct("com.sun.star.awt.Size", 6000, 1000))
    cursor = paragraph_of(document, "Some things are rare.")
    cursor.collapseToEnd()
    cursor.Text.insertTextContent(cursor, box, False)
    box.Text.setString("Call the desk first.")


def foreign_style(document: Document) -> None:
    made = document.createInstance("com.sun.star.style.ParagraphStyle")
    document.StyleFamilies.getByName("ParagraphStyles").insertByName("Quote", made)
    entered("Some things are rare.", "A saying of the house.", "Quote")(document)


def table_added(document: Document) -> None:
    table = document.createInstance("com.sun.star.text.TextTable")
    table.initialize(2, 2)
    entered("Some things are rare.", "", "Standard")(document)
    cursor = paragraph_of(document, "Some things are rare.")
    cursor.gotoNextParagraph(False)
    cursor.Text.insertTextContent(cursor, table, False)
    for row, texts in enumerate((("Day", "Dose"), ("Monday", "one"))):
        for column, text in enumerate(texts):
            table.getCellByPosition(column, row).setString(text)


def merged(document: Document) -> None:
    table, number = row_of(document, "Circle")
    cursor = table.createCursorByCellName(f"A{number + 1}")
    cursor.goRight(1, True)
    cursor.mergeRange()


def in_header(document: Document) -> None:
    for name in document.StyleFamilies.getByName("PageStyles").ElementNames:
        style = document.StyleFamilies.getByName("PageStyles").getByName(name)
        if style.isInUse() and style.HeaderIsOn:
            style.HeaderText.insertString(style.HeaderText.End, " Ward 7 copy", False)


def answered(document: Document) -> None:
    for paragraph in document.Text:
        if getattr(paragraph, "ParaStyleName", "") == "Answer Line":
            paragraph.setString("Since May")
            return
    raise LookupError("there is no line to write on")


def section_gone(document: Document) -> None:
    cursor = paragraph_of(document, "What helps")
    cursor.collapseToStart()
    cursor.gotoRange(paragraph_of(document, "Your appointment").Start, True)
    cursor.setString("")


def section_added(document: Document) -> None:
    after = "Breathe in, one, two, three, four. Breathe out until six."
    for style, words in (
        ("Heading 1", "How to prevent it"),
        ("Text body", "Wash your hands."),
        ("Lead-in", "Things that help:"),
        ("List Bullet", "water"),
        ("List Bullet", "soap"),
        ("Heading 2", "At work"),
        ("Text body", "Wear gloves."),
    ):
        entered(after, words, style)(document)
        after = words


def then(*edits: ScriptedEdit) -> ScriptedEdit:
    def all_of_them(document: Document) -> None:
        for edit in edits:
            edit(document)

    return all_of_them


words_tracked = recorded(say("within a day", "within an hour"))
items_tracked = recorded(then(entered("your papers", "your phone"), last_gone("your glasses")))
bold_tracked = recorded(looks("Sleep", "CharWeight", BOLD))

EDITS: dict[str, ScriptedEdit] = {
    "a word in a paragraph": say("Tell us within a day.", "Tell us within an hour."),
    "the title": say("Every block", "Each block"),
    "a heading": say("What helps", "What may help"),
    "a subheading": say("Rare things", "Seldom things"),
    "a line of the summary": say("for tests, not", "for trials, not"),
    "another name": say("Kitchen sink", "Kitchen table"),
    "words beside marks and a citation": say("A plain paragraph", "A long paragraph"),
    "a definition": say("What you feel yourself.", "What you feel."),
    "a glossary definition": say("A piece of text with one job.", "Text with one job."),
    "a reference": say("A second page.", "A third page."),
    "a callout's heading": say("If something changes", "If anything changes"),
    "signs that Word puts in by itself": say(
        "Sleep helps.", "Sleep helps – “a lot”, they say; it\u2019s 5\u00a0mg."
    ),
    "letters that nobody sees": say("Sleep helps.", "Sleep\u00ad\u200b helps."),
    "a special sign of Markdown": say("Sleep helps.", "Sleep helps * 2 [more]."),
    "bold by Ctrl+B": looks("Sleep", "CharWeight", BOLD),
    "italic by Ctrl+I": looks("Sleep", "CharPosture", ITALIC),
    "bold taken away": plain("strong words", "CharStyleName"),
    "a link added": looks("rare", "HyperLinkURL", "https://example.org/rare"),
    "a link taken away": plain("link", "HyperLinkURL", "CharStyleName"),
    "the target of a link": looks("link", "HyperLinkURL", "https://example.org/other"),
    "an item by Enter": entered("has passed out", "turns blue"),
    "an item by copying another": pasted("a first thing", "a new thing, not the first"),
    "an item removed": gone("a first thing"),
    "an item moved": moved_up("Stand up again.", 4),
    "a nested item added": entered("six out", "two still"),
    "a nested item removed": gone("another nested thing"),
    "an item nested by Tab": looks("cannot breathe", "NumberingLevel", 1),
    "a question added": entered("What do I have?", "How long does it last?"),
    "a question removed": gone("What do I have?"),
    "an item of a checklist moved": moved_up("your glasses", 1),
    "a list after a new lead-in": then(
        entered("Some things are rare.", "Some of them:", "Standard"),
        entered("Some of them:", "blue moons", "List Bullet"),
        entered("blue moons", "black swans", "List Bullet"),
    ),
    "a term and its meaning removed": gone("What others can see", "Sign"),
    "a cell": say("Only with help", "Only with a push"),
    "a row added": cells(2, "Star", "Ten", "Never"),
    "a row removed": row_gone,
    "a column removed": column_gone,
    "the caption of a table": say("Shapes and corners", "Shapes with corners"),
    "a paragraph by Enter": entered("Some things are rare.", "Most are not.", "Standard"),
    "a paragraph in a callout": entered("Do not wait.", "Stay calm."),
    "a paragraph parted by Enter": parted("the person."),
    "a paragraph removed": gone("Do not wait."),
    "a callout removed": gone("Most things can wait", "Sleep helps."),
    "a block moved": cut_and_pasted("Bring along:", "Questions to ask:", "My own notes"),
    "a glossary entry added": then(
        entered("A word that needs a plain explanation.", "Badge", "Glossary Term"),
        entered("Badge", "A sign of care.", "Glossary Text"),
    ),
    "a section added": section_added,
    "a section removed": section_gone,
    "a section moved": cut_and_pasted("What helps", "Your appointment", "What you may notice"),
    "an alternative text": alternative_text,
    "the caption of a figure": say("The circle stands left", "A circle stands left"),
    "a number in the letters alone": telephone,
    "words, accepted": words_tracked,
    "words, rejected": words_tracked,
    "items, accepted": items_tracked,
    "items, rejected": items_tracked,
    "bold, accepted": bold_tracked,
    "bold, rejected": bold_tracked,
    "a text box": boxed,
    "a paragraph in another style": foreign_style,
    "a heading made bold by hand": then(
        entered("Some things are rare.", "Very rare things", "Standard"),
        looks("Very rare things", "CharWeight", BOLD),
        entered("Very rare things", "They happen once in a century.", "Standard"),
        looks("They happen once in a century.", "CharWeight", NORMAL),
    ),
    "underlined words": looks("within a day", "CharUnderline", 1),
    "highlighted words": looks("within a day", "CharBackColor", 0xFFFF00),
    "coloured words": looks("within a day", "CharColor", 0xE01010),
    "words in the header": in_header,
    "a paragraph before the first heading": entered(
        "Every format must carry all of it.", "Ask at the desk.", "Standard"
    ),
    "a paragraph in the glossary": entered(
        "A word that needs a plain explanation.", "Ask at the desk.", "Standard"
    ),
    "a label of the publisher": say("Get emergency help now", "Get help soon"),
    "the review state": say("Draft: not yet reviewed by", "Reviewed by"),
    "a table without caption": table_added,
    "merged cells": merged,
    "words on an answer line": answered,
}
"""By the names that the same edits have in `tests/word_edits.py`."""


# The whole of it -----------------------------------------------------------------------------


def desktop(pipe: str) -> Any:
    """The desktop of the LibreOffice that listens, once it does."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    give_up = time.monotonic() + _START_S
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )


def option(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def main(pipe: str, file: Path, folder: Path) -> None:
    """Makes every edit."""
    office = desktop(pipe)
    for name, edit in EDITS.items():
        document = office.loadComponentFromURL(
            file.as_uri(), "_blank", 0, (option("Hidden", True),)
        )
        try:
            edit(document)
            saved = folder / f"{name}.docx"
            document.storeToURL(saved.as_uri(), (option("FilterName", "MS Word 2007 XML"),))
        except Exception as wrong:
            wrong.add_note(f"in the edit {name!r}")
            raise
        finally:
            document.close(True)
    # An office that leaves may be gone before it has answered.
    with suppress(DisposedException):
        office.terminate()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).absolute(), Path(sys.argv[3]).absolute())
