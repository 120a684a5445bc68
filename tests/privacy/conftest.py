import pytest


@pytest.fixture
def own_keys(tmp_path, settings):
    """An installation with a key file of its own."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "keys.json"
