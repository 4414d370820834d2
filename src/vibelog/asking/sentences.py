"""The vectors of a paper's sentences: computed when first needed, kept in memory and in a file.

The file (`sentences.npz` in the paper's folder) is a cache: torn, of another embedder or not to be
written, it is left aside, never an error.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog.asking.embed import Embedder
from vibelog.asking.vectors import replace_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

FILE = "sentences.npz"


@dataclass(slots=True)
class Sentences:
    """The sentence vectors of the paper in `folder`; may be used by several threads."""

    folder: Path
    _known: dict[bytes, Vectors] = field(default_factory=dict, repr=False)
    _whose: str = field(default="")  # name of the embedder of those known
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def vectors(self, embedder: Embedder, texts: Sequence[str], *, keep: bool = True) -> Vectors:
        """The vectors, shape (texts, dimensions); only those not seen before are computed.

        Without `keep` the file is left as it is, until `save`.
        """
        import numpy as np

        if not texts:
            return embedder(())
        known = self._loaded(embedder.name)
        new = [text for text in dict.fromkeys(texts) if _key(text) not in known]
        if new:
            rows = embedder(new)
            with self._lock:
                known.update(zip(map(_key, new), rows, strict=True))
            if keep:
                self.save()
        return np.stack([known[_key(text)] for text in texts])

    def save(self) -> None:
        """Write those known to the file. A failure is no failure: it is a cache."""
        import numpy as np

        with self._lock:
            known = dict(self._known)
        if not known:
            return
        data = io.BytesIO()
        keys = np.frombuffer(b"".join(known), np.uint8).reshape(len(known), -1)
        rows = np.stack([*known.values()])
        np.savez(data, embedder=np.array(self._whose), keys=keys, vectors=rows)
        with suppress(OSError):
            replace_file(self.folder / FILE, data.getvalue())

    def _loaded(self, whose: str) -> dict[bytes, Vectors]:
        with self._lock:
            if self._whose != whose:
                self._known, self._whose = _read(self.folder / FILE, whose), whose
            return self._known


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()[:16]


def _read(path: Path, whose: str) -> dict[bytes, Vectors]:
    import zipfile

    import numpy as np

    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as cache:
            if cache["embedder"].item() != whose:
                return {}
            keys: list[bytes] = [row.tobytes() for row in cache["keys"]]
            return dict(zip(keys, cache["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
