"""Chroma as an index over the library's passages and vectors: one collection a paper.

It can always be rebuilt from our own files, so whatever is missing, torn or made by another
embedder is dropped and written anew without a word. Knows vectors; not how they are made.

Two processes that write one local store at once silently lose vectors (seen in chromadb 1.5.9:
624 of 3,600), so a file lock is held around open, use and close, always. A server locks for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from vibelog.asking.vectors import digest, locked
from vibelog.core.paper import Passage
from vibelog.errors import LibraryError

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_T = TypeVar("_T")

_WAIT = 30.0  # seconds for the lock; writing the largest paper seen takes two
_BATCH = 1000  # records in one upsert; Chroma takes about 5,400
# Vectors then stay in SQLite, which survives a kill, and the graph is built when it is opened
# (3,000 passages: .46 s). Chroma's own graph files, when torn, end the process with a
# segmentation fault that nothing can catch (seen in 1.5.9).
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "batch_size": 100, "sync_threshold": 1_000_000}


@dataclass(frozen=True, slots=True)
class Index:
    """The store at `path` (a folder of its own, as it may be deleted), or the server at `url`."""

    path: Path
    url: str | None = None  # such as http://localhost:8000

    def put(
        self, key: str, passages: Sequence[Passage], vectors: Vectors, embedder_name: str
    ) -> None:
        """Store a paper's passages with their vectors (row i is passage i's), replacing its own.

        Raises LibraryError when the store cannot be written, is locked or does not answer.
        """
        self._use(lambda client: _put(client, key, passages, vectors, embedder_name))

    def holds(self, key: str, passages: Sequence[Passage], embedder_name: str) -> bool:
        """Whether exactly these passages are stored, with that embedder's vectors."""
        return self._use(lambda client: _held(client, key, passages, embedder_name) is not None)

    def scores(
        self,
        key: str,
        question: Callable[[], Vectors],
        passages: Sequence[Passage],
        vectors: Vectors,
        embedder_name: str,
    ) -> Mapping[str, float]:
        """The cosine of each passage with the question's vector, by passage id.

        The vector is asked for once the store is open, so that both can be got at the same time. A
        store that does not hold the paper, or not whole, is first filled from `vectors`. Raises
        LibraryError when that does not help.
        """

        def ask(client: Client) -> Mapping[str, float]:
            collection = _held(client, key, passages, embedder_name)
            found = _query(collection, question(), len(passages)) if collection else {}
            if len(found) < len(passages):
                collection = _put(client, key, passages, vectors, embedder_name)
                found = _query(collection, question(), len(passages))
            return found

        return self._use(ask)

    def drop(self, key: str) -> None:
        """Forget a paper; one that is not there is no error."""
        self._use(lambda client: _drop(client, key))

    def _use(self, task: Callable[[Client], _T]) -> _T:
        """The task's result on an open client; a local store that fails is deleted and retried."""
        if self.url:
            return self._on_server(self.url, task)
        from chromadb.errors import ChromaError

        lock = self.path.with_name(self.path.name + ".lock")
        with locked(lock, f"the index in {self.path}", _WAIT):
            try:
                with self._opened() as client:
                    return task(client)
            except (ChromaError, OSError):
                self._delete()
            try:
                with self._opened() as client:
                    return task(client)
            except (ChromaError, OSError) as error:
                raise LibraryError(
                    f"The index in {self.path} cannot be used ({error}): make the folder writable, "
                    "or delete it and ask again."
                ) from error

    @contextmanager
    def _opened(self) -> Iterator[Client]:
        import chromadb
        from chromadb.errors import InternalError

        try:
            client = cast("Client", chromadb.PersistentClient(self.path, settings=_quiet()))
        except ValueError as error:  # its tables are there and lack what they should hold
            raise InternalError(str(error)) from error
        try:
            yield client
        finally:
            client.close()

    def _delete(self) -> None:
        import shutil

        from chromadb.api.shared_system_client import SharedSystemClient

        # a client that failed to open stays in this process-wide table and would be given again
        SharedSystemClient.clear_system_cache()
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True, exist_ok=True)

    def _on_server(self, url: str, task: Callable[[Client], _T]) -> _T:
        from urllib.parse import urlsplit

        import chromadb
        import httpx
        from chromadb.errors import ChromaError

        parts = urlsplit(url)
        secure = parts.scheme == "https"
        try:
            client = cast(
                "Client",
                chromadb.HttpClient(
                    host=parts.hostname or "localhost",
                    port=parts.port or (443 if secure else 8000),
                    ssl=secure,
                    settings=_quiet(),
                ),
            )
            try:
                return task(client)
            finally:
                client.close()
        except (ChromaError, httpx.HTTPError, ValueError) as error:  # ValueError: no connection
            raise LibraryError(
                f"The Chroma server at {url} cannot be used ({error}): start it, or take `chroma` "
                "out of vibelog.toml."
            ) from error


def load() -> None:
    """Import Chroma (about a second), for a thread that has nothing better to do."""
    import chromadb  # noqa: F401 - imported for what importing it costs


def _quiet() -> Settings:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _name(key: str) -> str:
    return f"paper-{key}"


def _held(
    client: Client, key: str, passages: Sequence[Passage], embedder_name: str
) -> Collection | None:
    """The paper's collection, when it holds these passages by that embedder."""
    from chromadb.errors import NotFoundError

    try:
        collection = client.get_collection(_name(key), embedding_function=None)
    except NotFoundError:
        return None
    whose = (collection.metadata or {}).get("digest")
    whole = whose == digest(passages, embedder_name) and collection.count() == len(passages)
    return collection if whole else None


def _put(
    client: Client,
    key: str,
    passages: Sequence[Passage],
    vectors: Vectors,
    embedder_name: str,
) -> Collection:
    _drop(client, key)
    collection = client.create_collection(
        _name(key),
        embedding_function=None,  # the default one downloads a model
        configuration={"hnsw": _HNSW},
        metadata={"embedder": embedder_name, "digest": digest(passages, embedder_name)},
    )
    for at in range(0, len(passages), _BATCH):
        batch = passages[at : at + _BATCH]
        collection.upsert(
            ids=[passage.id for passage in batch],
            embeddings=vectors[at : at + _BATCH],
            documents=[passage.text for passage in batch],
            metadatas=[
                {"section": passage.section, "page": passage.page, "kind": str(passage.kind)}
                for passage in batch
            ],
        )
    return collection


def _query(collection: Collection, question: Vectors, count: int) -> Mapping[str, float]:
    found = collection.query(
        query_embeddings=question[None], n_results=count, include=["distances"]
    )
    distances = (found["distances"] or [[]])[0]
    return {key: 1.0 - distance for key, distance in zip(found["ids"][0], distances, strict=True)}


def _drop(client: Client, key: str) -> None:
    from chromadb.errors import NotFoundError

    try:
        client.delete_collection(_name(key))
    except NotFoundError:
        return
