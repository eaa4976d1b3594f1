"""The judge of JSON-LD: Google's types of schema.org, read by the TypeScript compiler."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.judges.install import command, node_module, run


def tsc_schema_org(json_text: str) -> list[str]:
    """What schema.org does not know or allow in a JSON-LD text: types, properties, values."""
    data = json.loads(json_text)
    if "@graph" in data:
        imported = declared = "Graph"
    else:
        imported = data["@type"] if isinstance(data.get("@type"), str) else "Thing"
        declared = f"WithContext<{imported}>"
    module = (
        f'import type {{ {imported}, WithContext }} from "schema-dts";\n'
        f"const data: {declared} = {json.dumps(data, indent=1)};\nexport default data;\n"
    )
    options = {
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "types": [],
        "module": "esnext",
        "moduleResolution": "bundler",
        "paths": {"schema-dts": [str(node_module("schema-dts"))]},
    }
    with TemporaryDirectory() as folder:
        (Path(folder) / "data.ts").write_text(module, "utf-8")
        config = Path(folder) / "tsconfig.json"
        config.write_text(json.dumps({"compilerOptions": options, "files": ["data.ts"]}), "utf-8")
        compiler = node_module("typescript", "bin", "tsc")
        done = run(
            [command("node"), compiler, "--project", config, "--pretty", "false"],
            accept=(0, 1, 2),
        )
    # An error begins at the margin, after the name of a file that is gone by now;
    # the indented lines below it say more about the same one.
    errors = re.split(r"^(?=\S)", done.stdout, flags=re.MULTILINE)
    return [
        " ".join(re.sub(r"^.*?: (?=error TS)", "", error).split())
        for error in errors
        if error.strip()
    ]
