"""Vectors of the bundled model against what is known of MiniLM; a provider on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from vibelog.asking import embed
from vibelog.asking.embed import Embedder, bundled, remote
from vibelog.errors import EmbedderError


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    return bundled()


def test_vectors_have_length_one_and_keep_the_order_of_the_texts(minilm: Embedder) -> None:
    texts = ["a " * 90, "short", "of middling length, this one"]
    together = minilm(texts)
    assert together.shape == (3, 384)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, minilm([text])[0])  # a text's vector knows no companions


def test_cosines_are_those_of_the_original_model(minilm: Embedder) -> None:
    # the example of sentence-transformers' own quickstart: .666, .105, .141
    one, two, three = minilm(
        [
            "The weather is lovely today.",
            "It's so sunny outside!",
            "He drove to the stadium.",
        ]
    )
    assert one @ two == pytest.approx(0.666, abs=0.02)
    assert one @ three == pytest.approx(0.105, abs=0.02)
    assert two @ three == pytest.approx(0.141, abs=0.02)


def test_no_texts_give_no_rows(minilm: Embedder) -> None:
    assert minilm([]).shape[0] == 0


def test_words_behind_the_256th_token_do_not_count(minilm: Embedder) -> None:
    assert np.array_equal(minilm(["word " * 300]), minilm(["word " * 400]))


def test_a_file_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "VOCABULARY", (*embed.VOCABULARY[:2], "0" * 64))
    with pytest.raises(EmbedderError, match=r"vocab\.txt is not the file"):
        bundled()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "MODEL", ("no_such_package", "model.onnx", ""))
    with pytest.raises(EmbedderError, match="no_such_package"):
        bundled()


def test_loading_says_nothing_and_leaves_no_device_id_behind(tmp_path: Path) -> None:
    code = "from vibelog.asking.embed import bundled; print(bundled()(['x']).shape)"
    environ = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environ | {"HOME": str(tmp_path)},
    )
    assert (run.stdout, run.stderr) == ("(1, 384)\n", "")
    assert not (tmp_path / ".cache").exists()


class _Provider(BaseHTTPRequestHandler):
    """OpenAI's embeddings: each text becomes (its length, 1)."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        broken = asked["model"] == "broken"
        rows = [
            {"object": "embedding", "index": i, "embedding": [float(len(text)), 1.0]}
            for i, text in enumerate(asked["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        body = {"object": "list", "model": asked["model"], "data": rows, "usage": usage}
        payload = json.dumps({"error": {"message": "no such model"}} if broken else body).encode()
        self.send_response(404 if broken else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.fixture
def closed_loop() -> Iterator[None]:
    """An event loop for litellm, which makes one where there is none and leaves it open."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


# litellm's models warn about their own fields; its pooled sockets are closed by the collector
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::UserWarning:pydantic")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("closed_loop")
def test_a_provider_is_asked_in_batches_and_its_failure_is_a_sentence(provider: str) -> None:
    embedder = remote("openai/lengths", provider)
    assert provider in embedder.name
    vectors = embedder(["x" * n for n in range(1, 131)])
    assert vectors[:, 0] / vectors[:, 1] == pytest.approx(range(1, 131), rel=1e-5)
    with pytest.raises(EmbedderError, match="openai/broken did not answer"):
        remote("openai/broken", provider)(["x"])
