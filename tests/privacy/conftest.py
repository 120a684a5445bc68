import pytest

from wangge.privacy import keys


@pytest.fixture
def own_keys(tmp_path, settings):
    """An installation with a key file of its own."""
    settings.DATA_DIR = tmp_path
    keys.look_again()
    yield tmp_path / "keys.json"
    keys.look_again()
