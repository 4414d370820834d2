"""The vectors of one paper, in our own files beside its passages.

`vectors.npy` (float32, row i belongs to passage i) and `vectors.json`, which says whose they are.
Chroma is only an index over them. Computing them can be interrupted at
any moment: finished rows wait in `vectors.part`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.asking.embed import Embedder
from vibelog.asking.rank import index_text
from vibelog.core.paper import Kind, Passage
from vibelog.errors import LibraryError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

Progress = Callable[[int, int], None]  # passages done, passages in all

_BATCH = 16  # passages between two writes: half a second's work is the most that a kill can lose
_WAIT = 600.0  # seconds to wait for another process that embeds the same paper


def store(
    folder: Path,
    passages: Sequence[Passage],
    embedder: Embedder,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Embed the passages into the paper's folder; goes on where it was interrupted.

    Does nothing when their vectors are there. Raises EmbedderError when the embedder fails, and
    LibraryError when the folder cannot be written.
    """
    with locked(folder / "vectors.lock", f"the vectors in {folder}", _WAIT):
        if load(folder, passages, embedder.name) is None:
            _resume(folder, passages, embedder, progress)
    progress(len(passages), len(passages))


def embedded(passages: Sequence[Passage]) -> list[Passage]:
    """The passages that get vectors: all but the bibliography.

    An entry of it answers nothing and is ranked last whatever its vector says, and an eighth of a
    paper's passages are entries (242 of 2,014 in twelve papers).
    """
    return [passage for passage in passages if passage.kind is not Kind.REFERENCES]


@contextmanager
def locked(lock: Path, what: str, seconds: float) -> Iterator[None]:
    """Hold a lock file, creating its folder; `what` it guards is for the sentence to the student.

    Raises LibraryError when another process holds it for longer, and for any OSError inside.
    """
    from filelock import FileLock, Timeout

    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=seconds):
            yield
    except Timeout as error:
        raise LibraryError(
            f"Another vibelog has been using {what} for {seconds:.0f} seconds: wait for it, or end "
            "it and try again."
        ) from error
    except OSError as error:
        raise LibraryError(
            f"{what[0].upper()}{what[1:]} cannot be written ({error.strerror or error}): make the "
            "library folder writable, or set VIBELOG_HOME to one that is."
        ) from error


def load(folder: Path, passages: Sequence[Passage], embedder_name: str) -> Vectors | None:
    """The vectors of the passages by that embedder, shape (passages, dimensions).

    None when they are absent, torn, another embedder's or other passages'.
    """
    import numpy as np

    try:
        label = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
        data = (folder / "vectors.npy").read_bytes()
    except (OSError, ValueError):
        return None
    if label != _label(passages, embedder_name, data):
        return None
    vectors: Vectors = np.load(io.BytesIO(data), allow_pickle=False)
    return vectors


def digest(passages: Sequence[Passage], embedder_name: str) -> str:
    """What the vectors of these passages by that embedder are known by: 16 hexadecimal digits."""
    whose = "\n".join((embedder_name, *(f"{p.id} {p.section}" for p in passages)))
    return hashlib.sha256(whose.encode(errors="replace")).hexdigest()[:16]


def _resume(
    folder: Path, passages: Sequence[Passage], embedder: Embedder, progress: Progress
) -> None:
    """Append the missing rows to `vectors.part`, batch by batch, then make it `vectors.npy`."""
    import numpy as np

    part = folder / "vectors.part"
    whose = digest(passages, embedder.name)
    batches = _finished(part, whose)
    done = sum(map(len, batches))
    with part.open("ab" if batches else "wb") as file:
        for at in range(done, len(passages), _BATCH):
            progress(at, len(passages))
            batch = embedder([index_text(passage) for passage in passages[at : at + _BATCH]])
            if not batches:
                file.write(b"%s %d\n" % (whose.encode(), batch.shape[1]))
            file.write(batch.tobytes())
            file.flush()
            batches.append(batch)
    rows = np.concatenate(batches) if batches else np.zeros((0, 0), np.float32)
    data = io.BytesIO()
    np.save(data, rows, allow_pickle=False)
    label = _label(passages, embedder.name, data.getvalue())
    # the label holds the vectors' sha256, so that a kill between the two leaves no false pair
    replace_file(folder / "vectors.npy", data.getvalue())
    replace_file(folder / "vectors.json", (json.dumps(label, indent=1) + "\n").encode())
    part.unlink()


def _finished(part: Path, whose: str) -> list[Vectors]:
    """The whole rows of a part file of the same passages and embedder; a torn row is cut off it."""
    import numpy as np

    try:
        data = part.read_bytes()
    except FileNotFoundError:
        return []
    head, end, body = data.partition(b"\n")
    name, _, columns = head.decode(errors="replace").partition(" ")
    if not end or name != whose or not columns.isdigit() or int(columns) == 0:
        return []
    torn = len(body) % (4 * int(columns))
    whole = body[: len(body) - torn]
    if torn:
        os.truncate(part, len(data) - torn)
    return [np.frombuffer(whole, np.float32).reshape(-1, int(columns))] if whole else []


def _label(passages: Sequence[Passage], embedder_name: str, data: bytes) -> dict[str, object]:
    return {
        "embedder": embedder_name,
        "passages": digest(passages, embedder_name),
        "count": len(passages),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def replace_file(path: Path, data: bytes) -> None:
    """Write the file at once: whoever reads it finds the old or the new, never a half."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
