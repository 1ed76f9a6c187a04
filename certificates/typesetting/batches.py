"""Many certificates at once: in the order of their faces, on several processes when that pays.

A face that cannot be printed leaves out only itself: its place in the results holds the error.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Final

from certificates.typesetting.certificate import CertificateFace, draw_certificate
from certificates.typesetting.fonts import TextError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CHUNK: Final = 50
"""Certificates in one piece of work: some 100 ms of it, 4 MB of results."""
_WORTH_A_PROCESS: Final = 400
"""Below this many certificates a second process costs more than it saves."""

_MOST_PROCESSES: Final = 61
"""What Windows can wait for."""

Outcome = bytes | TextError


def _draw(face: CertificateFace) -> Outcome:
    try:
        return draw_certificate(face)
    except TextError as error:
        return error


def _draw_chunk(faces: Sequence[CertificateFace]) -> list[Outcome]:
    return [_draw(face) for face in faces]


def draw_certificates(
    faces: Iterable[CertificateFace], workers: int | None = None
) -> Iterator[Outcome]:
    """Yield the PDF of each face in order, or the TextError that kept it from being drawn.

    `workers` is the number of processes, by default one for each processor when there are many
    faces.  Where processes cannot be started, or one dies, the rest is drawn in this one.  The
    bytes do not depend on the number of processes.
    """
    source = iter(faces)
    head = list(islice(source, _WORTH_A_PROCESS))
    count = workers or os.cpu_count() or 1
    if count == 1 or (workers is None and len(head) < _WORTH_A_PROCESS):
        yield from map(_draw, head)
        yield from map(_draw, source)
        return
    yield from _draw_on_processes(_chunks(head, source), count)


def _chunks(
    head: Sequence[CertificateFace], rest: Iterator[CertificateFace]
) -> Iterator[list[CertificateFace]]:
    for start in range(0, len(head), _CHUNK):
        yield list(head[start : start + _CHUNK])
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _draw_on_processes(chunks: Iterator[list[CertificateFace]], count: int) -> Iterator[Outcome]:
    """Keep a few chunks under way on each process, so that memory stays small."""
    waiting: deque[tuple[list[CertificateFace], Future[list[Outcome]] | None]] = deque()
    executor = ProcessPoolExecutor(
        min(count, _MOST_PROCESSES), mp_context=multiprocessing.get_context("spawn")
    )
    broken = False
    try:
        while True:
            for chunk in islice(chunks, 3 * count - len(waiting)):
                future = None
                if not broken:
                    try:
                        future = executor.submit(_draw_chunk, chunk)
                    except (OSError, BrokenExecutor):
                        broken = True
                waiting.append((chunk, future))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                results = future.result() if future else _draw_chunk(chunk)
            except (OSError, BrokenExecutor):
                broken = True
                results = _draw_chunk(chunk)
            yield from results
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
