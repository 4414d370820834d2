"""From a question to the passages to read: the stored vectors, the index and the ranking together.

What is slow (Chroma's import, the embedder, the sentences' vectors) runs side by side, for a
question in a fresh process should be answered within two seconds. Whatever is missing or broken is
done without: the words of the question alone still rank.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vibelog.asking import index as chroma
from vibelog.asking.embed import NAME as BUNDLED
from vibelog.asking.embed import Embedder
from vibelog.asking.index import Index
from vibelog.asking.rank import CANDIDATES, Ranked, lexical, rank
from vibelog.asking.sentences import Sentences
from vibelog.asking.vectors import embedded, load
from vibelog.core.paper import Passage
from vibelog.core.text import sentences
from vibelog.errors import EmbedderError, LibraryError
from vibelog.lm import importing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_Loaded = TypeVar("_Loaded")
_BEFORE = 1.0  # seconds before that begins: a question typed at once has the machine for itself
_AHEAD = 4  # sentences embedded in one go, about 25 ms: as long as a question may wait for them
_LONGEST = 60  # sentences of one passage looked at: what is longer is a table or a listing


@dataclass(slots=True)
class Retriever:
    """The passages of one paper for a question: `retriever(question, 8)`, best first.

    `folder` is the paper's, `key` its collection's; `embedder` is called once, in a thread.
    `notice` is given one line, once, when ranking goes on by words alone.
    """

    folder: Path
    key: str
    passages: Sequence[Passage]
    index: Index
    embedder: Callable[[], Embedder]
    notice: Callable[[str], None] = lambda _line: None
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(3), repr=False)
    _loading: Future[Embedder] | None = field(default=None, repr=False)
    _last: tuple[str, Vectors] | None = field(default=None, repr=False)
    _rows: tuple[int, str, Vectors] | None = field(default=None, repr=False)
    _noticed: set[str] = field(default_factory=set, repr=False)
    _sentences: Sentences = field(init=False, repr=False)
    _idle: threading.Event = field(default_factory=threading.Event, repr=False)  # nobody asks
    _closed: threading.Event = field(default_factory=threading.Event, repr=False)

    def __post_init__(self) -> None:
        """Nothing is read yet."""
        self._sentences = Sentences(self.folder)
        self._idle.set()

    def __call__(self, question: str, most: int) -> list[Passage]:
        """At most `most` passages that speak of the question, best first."""
        return [ranked.passage for ranked in self.rank(question)[:most]]

    def warm(self) -> None:
        """Begin to load, in the background, what a question will need; returns at once."""
        with suppress(RuntimeError):  # the pool takes no more work once the talk is over
            self._begun()

    def read_ahead(self) -> Future[None] | None:
        """Compute, in the background while nobody asks, what ranking would compute for a question.

        Without it, a question waits up to a second for the sentences of passages not met before.
        Returns what ends when it has; None once the talk is over.
        """
        with suppress(RuntimeError):  # as in `warm`
            return self._pool.submit(self._read_ahead)
        return None

    def close(self) -> None:
        """End what runs in the background."""
        self._closed.set()
        self._idle.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def rank(self, question: str) -> list[Ranked]:
        """All passages, best first."""
        self._idle.clear()
        try:
            return self._rank(question)
        except EmbedderError as error:
            self._say(f"{error} Until then passages are found by words alone.")
            return rank(question, self.passages)
        finally:
            self._idle.set()

    def likeness(self, question: str, texts: Sequence[str]) -> Sequence[float] | None:
        """The cosine of each text (a sentence of the paper) with the question, if vectors work."""
        try:
            embedder, asked = self._asked(question)
            rows = self._sentences.vectors(embedder, texts)
        except EmbedderError:
            return None  # `rank` has said so
        return [float(value) for value in rows @ asked] if texts else []

    def _rank(self, question: str) -> list[Ranked]:
        self.warm()
        asking = self._pool.submit(self._asked, question)
        words = lexical(question, self.passages)  # while the embedder loads
        embedder = self._begun().result()
        held = embedded(self.passages)
        rows = self._stored(held, embedder.name)
        if rows is None:
            self._say("The paper's vectors are not computed yet: passages are found by words.")
            return rank(question, self.passages)
        cosine = self._pool.submit(self._cosine, embedder, held, rows, asking)
        _, asked = asking.result()
        # the sentences of what the words rank highest will most likely be needed
        likely = sorted(range(len(words)), key=lambda i: -words[i])[:CANDIDATES]
        self._best_sentences(embedder, asked, [self.passages[i] for i in likely])
        return rank(
            question,
            self.passages,
            cosine.result(),
            lambda candidates: self._best_sentences(embedder, asked, candidates),
        )

    def _read_ahead(self) -> None:
        """The vectors of all sentences, a few at a time; only with an embedder of this machine."""
        with suppress(EmbedderError, RuntimeError):
            embedder = self._begun().result()
            if embedder.name != BUNDLED or self._closed.wait(_BEFORE):
                return
            self._idle.wait()
            self._rank("warm")  # opens the index and counts the passages' words
            texts = [t for p in embedded(self.passages) for t in split_sentences(p.text)]
            for at in range(0, len(texts), _AHEAD):
                self._idle.wait()
                if self._closed.is_set():
                    break
                self._sentences.vectors(embedder, texts[at : at + _AHEAD], keep=False)
            self._sentences.save()

    def _begun(self) -> Future[Embedder]:
        if self._loading is None:
            with importing:
                import numpy as np  # noqa: F401 - whole, before threads import what needs it
            self._loading = self._pool.submit(_alone, self.embedder)
            self._loading.add_done_callback(self._load_index)
        return self._loading

    def _load_index(self, loading: Future[Embedder]) -> None:
        """Import Chroma once the embedder is loaded: it then computes beside that import.

        Both at once would only wait for each other. Without an embedder nobody needs Chroma.
        """
        if loading.exception() is None:
            with suppress(RuntimeError):  # the program is ending, the pool takes no more work
                self._pool.submit(_alone, chroma.load)

    def _asked(self, question: str) -> tuple[Embedder, Vectors]:
        """The embedder and the question's vector; the last question's is kept."""
        embedder = self._begun().result()
        last = self._last  # read once: another thread may put its question there
        if last is None or last[0] != question:
            self._last = last = (question, embedder([question])[0])
        return embedder, last[1]

    def _stored(self, held: Sequence[Passage], name: str) -> Vectors | None:
        """The passages' vectors; read again only when their file has changed."""
        try:
            written = (self.folder / "vectors.npy").stat().st_mtime_ns
        except OSError:
            return None
        if self._rows is None or self._rows[:2] != (written, name):
            rows = load(self.folder, held, name)
            self._rows = None if rows is None else (written, name, rows)
        return self._rows[2] if self._rows else None

    def _cosine(
        self,
        embedder: Embedder,
        held: Sequence[Passage],
        rows: Vectors,
        asking: Future[tuple[Embedder, Vectors]],
    ) -> Mapping[str, float]:
        """From the index; from our own files when it cannot be used."""
        _alone(chroma.load)
        try:
            asked = partial(_vector, asking)
            return self.index.scores(self.key, asked, held, rows, embedder.name)
        except LibraryError as error:
            self._say(f"{error} Until then the paper's own vectors are used.")
            ids = [passage.id for passage in held]
            return dict(zip(ids, (rows @ _vector(asking)).tolist(), strict=True))

    def _best_sentences(
        self, embedder: Embedder, asked: Vectors, passages: Sequence[Passage]
    ) -> Mapping[str, float]:
        """The cosine of each passage's best sentence, by passage id."""
        split = {passage.id: split_sentences(passage.text) for passage in passages}
        texts = [text for part in split.values() for text in part]
        rows = self._sentences.vectors(embedder, texts)
        cosines = iter((rows @ asked).tolist() if texts else [])
        best = {key: [next(cosines) for _ in part] for key, part in split.items()}
        return {key: max(values) for key, values in best.items() if values}

    def _say(self, line: str) -> None:
        if line not in self._noticed:
            self._noticed.add(line)
            self.notice(line)


def _alone(load: Callable[[], _Loaded]) -> _Loaded:
    """What a function that imports a large library gives, while no other thread imports one."""
    with importing:
        return load()


def _vector(asking: Future[tuple[Embedder, Vectors]]) -> Vectors:
    return asking.result()[1]


def split_sentences(text: str) -> list[str]:
    """The sentences of a passage, as they are embedded."""
    return [text[start:end] for start, end in sentences(text)[:_LONGEST]]
