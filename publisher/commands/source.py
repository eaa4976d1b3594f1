"""The commands new and schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publisher.commands.screen import console
from publisher.content.model import Condition
from publisher.content.schema import DescribedSchema, allowing_use
from publisher.content.shared import Shared
from publisher.errors import PublisherError, refused
from publisher.source.starter import check_name, starter_source


def write_schema(root: Path) -> None:
    """Writes the JSON Schema of sources and of shared wordings, made from the model."""
    for name, text in (("condition", schema_text()), ("shared", shared_schema_text())):
        path = root / "sources" / f"{name}.schema.json"
        _write(path, text)
        console().print(f"Wrote {path}")


def schema_text() -> str:
    """The JSON Schema of a source, as editors of YAML use it while somebody types."""
    return _written(allowing_use(Condition.model_json_schema(schema_generator=DescribedSchema)))


def shared_schema_text() -> str:
    """The JSON Schema of a shared wording."""
    return _written(Shared.model_json_schema(schema_generator=DescribedSchema))


def _written(shape: dict[str, Any]) -> str:
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape}
    return json.dumps(named, indent=2, ensure_ascii=False) + "\n"


def start_source(root: Path, name: str) -> None:
    """Writes a starter source that already builds. Raises `BadInput` where the name is taken."""
    folder = root / "sources" / name
    check_name("CONDITION", name)
    if folder.exists():
        wrong = "is there already"
        raise refused(str(folder), wrong, "choose another name")
    path = folder / "condition.yaml"
    _write(path, starter_source(name, datetime.now(UTC).date()))
    console().print(f"Wrote {path}. Edit it, then: publisher check {name}")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise PublisherError(f"{path}: cannot be written ({exc.strerror})") from exc
