"""What several rooms of the studio answer with, and how they wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request

_Found = TypeVar("_Found")


async def there(find: Callable[[], _Found]) -> _Found:
    """What a function finds in a thread. Raises 404 where that is nothing."""
    try:
        return await asyncio.to_thread(find)
    except KeyError:
        raise HTTPException(404) from None


async def unless_gone(request: Request, making: Coroutine[Any, Any, _Found]) -> _Found:
    """What is being made for a request; where the one who asked goes, the work is cancelled."""
    task = asyncio.ensure_future(making)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise HTTPException(499)
        return task.result()
    finally:
        task.cancel()
        leaving.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    """Returns when the one who asked has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def attachment(name: str) -> dict[str, str]:
    """The header that has a browser save a file under a name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
