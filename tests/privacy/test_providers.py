"""What every cryptographic module must hold; the published vectors are the judges.

A county's own provider is tried by `WANGGE_CRYPTO_PROVIDER=… pytest tests/privacy`.
"""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wangge.privacy.keys import provider
from wangge.privacy.providers import CIPHERS, MACS, SHA256, SM3, SM4, Software

# GB/T 32907 appendix A; RFC 8998 appendix A.1; GB/T 32905 appendix A; RFC 4231 case 2.
BLOCK = bytes.fromhex("0123456789abcdeffedcba9876543210")
SEALED_BLOCK = "681edf34d206965e86b3e94f536e4246"
GCM_NONCE = bytes.fromhex("00001234567800000000abcd")
GCM_DATA = bytes.fromhex(
    "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
    "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
)
GCM_BESIDE = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_SEALED = (
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)
SM3_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
HMAC_KEY, HMAC_DATA = b"Jefe", b"what do ya want for nothing?"
HMAC_SHA256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_the_block_cipher_is_that_of_the_standard():
    run = Cipher(algorithms.SM4(BLOCK), modes.ECB()).encryptor()  # the key is the block, as printed
    assert run.update(BLOCK).hex() == SEALED_BLOCK


def test_the_digest_is_that_of_the_standard():
    run = hashes.Hash(hashes.SM3())
    run.update(b"abc")
    assert run.finalize().hex() == SM3_ABC


def test_the_counter_mode_seals_and_opens_the_published_vector():
    cipher = Software().cipher(SM4, BLOCK)
    sealed = cipher.encrypt(GCM_NONCE, GCM_DATA, GCM_BESIDE)
    assert sealed.hex() == GCM_SEALED
    assert cipher.decrypt(GCM_NONCE, sealed, GCM_BESIDE) == GCM_DATA


def test_the_keyed_digest_is_that_of_the_rfc():
    assert Software().mac(SHA256, HMAC_KEY)(HMAC_DATA).hex() == HMAC_SHA256


def test_the_national_keyed_digest_is_built_on_the_national_digest():
    key, data = bytes(range(1, 33)), b"abc"

    def digest(*parts):
        run = hashes.Hash(hashes.SM3())
        run.update(b"".join(parts))
        return run.finalize()

    padded = key.ljust(64, b"\0")
    inner = digest(bytes(b ^ 0x36 for b in padded), data)
    assert Software().mac(SM3, key)(data) == digest(bytes(b ^ 0x5C for b in padded), inner)


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_a_cipher_opens_what_it_sealed_and_nothing_else(algorithm):
    module = provider()
    cipher, other = (module.cipher(algorithm, module.make_key(algorithm)) for _ in range(2))
    sealed = cipher.encrypt(bytes(12), b"value", b"here")
    assert cipher.decrypt(bytes(12), sealed, b"here") == b"value"
    assert len(sealed) == len(b"value") + 16
    for attempt in (
        lambda: other.decrypt(bytes(12), sealed, b"here"),
        lambda: cipher.decrypt(bytes(12), sealed, b"there"),
        lambda: cipher.decrypt(bytes(11) + b"\1", sealed, b"here"),
        lambda: cipher.decrypt(bytes(12), bytes([sealed[0] ^ 1]) + sealed[1:], b"here"),
    ):
        with pytest.raises(InvalidTag):
            attempt()


@pytest.mark.parametrize("algorithm", MACS)
def test_a_keyed_digest_hangs_on_key_and_data(algorithm):
    module = provider()
    mac, other = (module.mac(algorithm, module.make_key(algorithm)) for _ in range(2))
    assert (len(mac(b"a")), mac(b"a")) == (32, mac(b"a"))
    assert len({mac(b"a"), mac(b"b"), other(b"a")}) == 3
