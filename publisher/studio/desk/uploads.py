"""Edited Word files that somebody is deciding about: in memory alone, few, and for an hour."""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from publisher.studio.desk.word import ChangedMeanwhile, Decisions, Look, PullWritten

MOST_BYTES = 25_000_000
_MOST = 12
_SECONDS = 3600


@dataclass(slots=True)
class Upload:
    """A file, and what was found in it."""

    name: str
    data: bytes = field(repr=False)
    decided: Decisions
    look: Look
    at: float = field(default_factory=time.monotonic)
    changed: ChangedMeanwhile | None = None
    written: PullWritten | None = None
    refused: int = 0
    """How many changes were left out when it was written."""


class Uploads:
    """The last files, each under an address that nobody guesses."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Upload] = OrderedDict()

    def keep(self, upload: Upload) -> str:
        """Keeps a file; the oldest goes. Returns what it is found by."""
        key = secrets.token_urlsafe(18)
        self._known[key] = upload
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return key

    def find(self, key: str) -> Upload | None:
        """A file, if it is still there."""
        for old in [name for name, one in self._known.items() if _is_old(one)]:
            del self._known[old]
        return self._known.get(key)


def _is_old(upload: Upload) -> bool:
    return time.monotonic() - upload.at > _SECONDS


def file_name(said: str) -> str:
    """The name of a file as its owner says it, fit to be the name of one here."""
    last = re.split(r"[/\\]", said)[-1]
    plain = "".join(sign for sign in last if sign.isprintable()).strip(" .")[-100:].strip(" .")
    return plain or "edited.docx"
