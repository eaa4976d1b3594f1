"""The command proof."""

from __future__ import annotations

from pathlib import Path

from publisher.commands.screen import console, table_of
from publisher.commands.workers import workers
from publisher.errors import BadOutput
from publisher.plan.names import Selection
from publisher.proof.write import proof_jobs, write_proofs


def proof_files(root: Path, selection: Selection, out: Path) -> None:
    """Writes soft proofs and tickets of the print editions in `out`.

    Raises `BadInput` where one is not built, and `BadOutput`, once all is written, where
    preflight finds one unfit.
    """
    todo = proof_jobs(root, selection, out)
    table = table_of("file", "pictures", "preflight", right=("pictures",))
    with workers(len(todo)) as pool:
        made = write_proofs(todo, out, pool)
    for one in made:
        table.add_row(one.job, str(one.pictures), one.verdict)
    screen = console()
    screen.print(table)
    if unfit := [one.job for one in made if not one.passed]:
        raise BadOutput(f"Not fit for print: {', '.join(unfit)}. `publisher preflight` says why.")
    screen.print(f"Pictures and tickets stand beside {len(made)} files in {out}/.")
