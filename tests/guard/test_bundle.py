"""The bundle as it is deployed: its size, its files, and what each path imports of it."""

from __future__ import annotations

import pytest

from operate.bundle.build import Built
from operate.bundle.dataclass_methods import SUPPORT
from tests.guard import measure
from tests.guard.budgets import grown, hold, section
from tests.guard.fresh import Code
from tests.guard.test_modules import too_many
from tests.operate.conftest import built

__all__ = ["built"]

#: What the build adds to the source: it takes the place of `dataclasses`.
_OF_BUILD = f"handover.{SUPPORT}"

pytestmark = pytest.mark.slow  # builds the bundle


def test_the_zip_is_no_larger_than_its_budget(built: Built) -> None:
    hold(grown("bundle", measure.ZIP, measure.zip_of(built.archive)))


@pytest.mark.parametrize("path", ["transcript: turn", "twiml: connect", "webhook: start_call, fresh container"])
def test_no_library_for_http_is_loaded_beside_pythons(built: Built, path: str) -> None:
    loaded = measure.all_modules(Code(built.folder, isolated=True))[path]
    assert not {name.partition(".")[0] for name in loaded} & {"requests", "urllib3", "ibm_boto3"}


def test_no_path_imports_more_from_the_bundle_than_its_budget(built: Built) -> None:
    loaded = measure.all_modules(Code(built.folder, isolated=True))
    assert loaded.keys() == section("modules").keys()
    hold(too_many({path: [name for name in names if name != _OF_BUILD] for path, names in loaded.items()}))
