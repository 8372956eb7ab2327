"""A local e-Klaim web service for tests: it really decrypts, verifies, encrypts and signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from multiguna.claims.terms.importing import COLUMNS


class Service:
    """Claims by number, the key, and what it does to callers: `slow`, `plain`, `redirect`."""

    def __init__(self, key: bytes, claims: Mapping[str, Mapping[str, str]]) -> None:
        self.key, self.claims = key, claims
        self.behaviour = ""
        self.with_header = True
        self.asked: list[str] = []

    def answer(self, body: bytes) -> bytes:
        """The answer to an encrypted request, as e-Klaim gives it."""
        if self.behaviour == "plain":
            return b"<html>IIS</html>"
        data = base64.b64decode(body)
        signature, iv, cipher = data[:10], data[10:26], data[26:]
        if hmac.new(self.key, cipher, hashlib.sha256).digest()[:10] != signature:
            return b"SIGNATURE_NOT_MATCH"
        decryptor = Cipher(algorithms.AES(self.key), modes.CBC(iv)).decryptor()
        unpadder = padding.PKCS7(128).unpadder()
        padded = decryptor.update(cipher) + decryptor.finalize()
        asked = json.loads(unpadder.update(padded) + unpadder.finalize())
        assert asked["metadata"]["method"] == "get_claim_data"
        number = asked["data"]["nomor_sep"]
        self.asked.append(number)
        return self._sealed(self._claim(number))

    def _claim(self, number: str) -> object:
        claim = self.claims.get(number)
        if claim is None:
            return {"metadata": {"code": 400, "message": "Nomor klaim tidak ditemukan",
                                 "error_no": "E2004"}}  # fmt: skip
        row = "\t".join(claim.values())
        text = "\t".join(claim) + "\r\n" + row + "\r\n" if self.with_header else row
        return {
            "metadata": {"code": 200, "message": "Ok"},
            "response": {"data": {"file_teks": base64.b64encode(text.encode()).decode()}},
        }

    def _sealed(self, said: object) -> bytes:
        padder = padding.PKCS7(128).padder()
        padded = padder.update(json.dumps(said).encode()) + padder.finalize()
        iv = os.urandom(16)
        encryptor = Cipher(algorithms.AES(self.key), modes.CBC(iv)).encryptor()
        cipher = encryptor.update(padded) + encryptor.finalize()
        signature = hmac.new(self.key, cipher, hashlib.sha256).digest()[:10]
        if self.behaviour == "tampered":
            cipher = cipher[:-1] + bytes([cipher[-1] ^ 1])
        packed = base64.encodebytes(signature + iv + cipher)
        return b"----BEGIN ENCRYPTED DATA----\r\n" + packed + b"----END ENCRYPTED DATA----\r\n"


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """Serve it on a free port; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if service.behaviour == "slow":
                time.sleep(3)
            if service.behaviour == "redirect":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                return
            answer = service.answer(body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/E-Klaim/ws.php"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def claim_row(**changed: str) -> dict[str, str]:
    """A sound outpatient claim as e-Klaim exports it."""
    return dict.fromkeys(COLUMNS, "0") | {
        "KODE_RS": "3671901", "KELAS_RAWAT": "3", "PTD": "2", "SEX": "2", "BIRTH_DATE": "-",
        "ADMISSION_DATE": "01/03/2012", "DISCHARGE_DATE": "01/03/2012", "DISCHARGE_STATUS": "1",
        "DIAGLIST": "A09", "PROCLIST": "-", "INACBG": "Q-5-44-0", "LOS": "1", "SEP": "S1",
        "NAMA_PASIEN": "SITI CONTOH", "NOKARTU": "-", "PAYOR_ID": "5;JAMKESDA", "CODER_ID": "-",
    } | changed  # fmt: skip
