from collections.abc import Iterator

import pytest
from hypothesis import settings

# The suite gives the same answer every time. To look for new counterexamples: --hypothesis-profile=explore
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test may read or change the data of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNCLENCH_DATA", str(tmp_path_factory.mktemp("data")))
        yield
