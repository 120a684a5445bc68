"""Who does the cryptography: OpenSSL in this process, or a device that the operator plugs in.

Software ciphers do not pass an assessment of commercial cryptography (密评) at level 3: a county
that needs one names a provider of its own (`WANGGE_CRYPTO_PROVIDER`), whose keys never leave the
device. tests/privacy/test_providers.py is what every provider must hold.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from wangge.kernel.errors import Refused

AES, SM4 = "AES-256-GCM", "SM4-GCM"
SHA256, SM3 = "HMAC-SHA256", "HMAC-SM3"
CIPHERS = (AES, SM4)
MACS = (SHA256, SM3)
KEY_BYTES = {AES: 32, SM4: 16, SHA256: 32, SM3: 32}
TAG = 16

Mac = Callable[[bytes], bytes]
"""A keyed digest of 32 bytes."""


class Aead(Protocol):
    """Authenticated encryption: nonce of 12 bytes, the tag of 16 at the end of the body."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The body, followed by its tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The value; cryptography.exceptions.InvalidTag when anything was changed."""


class Provider(Protocol):
    """What a cryptographic module offers. `key` is what `make_key` gave: a key or its handle."""

    def make_key(self, algorithm: str) -> bytes:
        """A fresh key, in the form that is kept in `keys.json`."""

    def cipher(self, algorithm: str, key: bytes) -> Aead:
        """The cipher of a kept key."""

    def mac(self, algorithm: str, key: bytes) -> Mac:
        """The keyed digest of a kept key."""


class Sm4Gcm:
    """SM4 (GB/T 32907) in Galois/counter mode, in the form of `AESGCM`."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The body, followed by its tag."""
        run = BlockCipher(self._algorithm, modes.GCM(nonce)).encryptor()
        run.authenticate_additional_data(associated_data or b"")
        return run.update(data) + run.finalize() + run.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The value; cryptography.exceptions.InvalidTag when anything was changed."""
        body, tag = data[:-TAG], data[-TAG:]
        run = BlockCipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        run.authenticate_additional_data(associated_data or b"")
        return run.update(body) + run.finalize()


class Software:
    """OpenSSL in this process; keys lie in `keys.json`."""

    def make_key(self, algorithm: str) -> bytes:
        """Random bytes of the algorithm's length; refused when this OpenSSL lacks it."""
        key = secrets.token_bytes(KEY_BYTES[algorithm])
        try:
            if algorithm in CIPHERS:
                self.cipher(algorithm, key).encrypt(bytes(12), b"", None)
            else:
                self.mac(algorithm, key)(b"")
        except UnsupportedAlgorithm as error:
            raise Refused(
                "keys.algorithm",
                f"本机的密码库不支持 {algorithm}，密钥没有更换。请升级 cryptography 后再试。",
            ) from error
        return key

    def cipher(self, algorithm: str, key: bytes) -> Aead:
        """AES-256-GCM or SM4-GCM."""
        return Sm4Gcm(key) if algorithm == SM4 else AESGCM(key)

    def mac(self, algorithm: str, key: bytes) -> Mac:
        """HMAC with SHA-256 or SM3."""
        if algorithm == SHA256:
            return lambda data: hmac.digest(key, data, "sha256")

        def digest(data: bytes) -> bytes:
            run = HMAC(key, hashes.SM3())
            run.update(data)
            return run.finalize()

        return digest
