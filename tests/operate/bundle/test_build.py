"""The bundle: its content, what is left out, and that the same source gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from operate.bundle import archive, compiling, dependencies, interpreter, packing, pruning, sizes
from operate.bundle.build import ROOT, Built, _copy_source, is_current
from operate.errors import OperatorError
from tests.operate.conftest import HERE


def _small(source: Path, out: Path) -> Path:
    """The source's own part of a bundle, compiled and packed."""
    _copy_source(source, out / "bundle")
    compiling.replace_source(out / "bundle" / "handover", interpreter.find(HERE))
    archive.write(out / "bundle", out / "handover.zip")
    return out / "handover.zip"


def test_the_zip_has_the_entry_point_at_its_root_and_nothing_that_is_not_run(source: Path, tmp_path: Path) -> None:
    names = set(zipfile.ZipFile(_small(source, tmp_path / "out")).namelist())
    assert names == {"__main__.py", "handover/__init__.pyc", "handover/runtime.pyc"}


def test_the_same_source_gives_the_same_bytes_in_another_folder(source: Path, tmp_path: Path) -> None:
    assert _small(source, tmp_path / "one").read_bytes() == _small(source, tmp_path / "another").read_bytes()


def test_byte_code_stays_valid_without_file_times(source: Path, tmp_path: Path) -> None:
    _small(source, tmp_path / "out")
    compiled = tmp_path / "out" / "bundle" / "handover" / "runtime.pyc"
    flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
    assert flags == 0b01, "hash-based, and never checked"


def test_a_source_that_does_not_compile_is_reported_with_its_file(source: Path, tmp_path: Path) -> None:
    (source / "handover" / "runtime.py").write_text("def webhook(:\n")
    with pytest.raises(OperatorError, match=r"runtime\.py"):
        _small(source, tmp_path / "out")


def test_a_python_that_the_platforms_do_not_run_is_refused() -> None:
    for version in ("3.9", "2.7", "3", "3.13.1"):
        with pytest.raises(OperatorError, match=r"it needs 3\.11 or newer, named like 3\.13"):
            interpreter.find(version)


def test_a_python_that_is_not_installed_is_reported_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    other = "3.12" if HERE != "3.12" else "3.13"
    with pytest.raises(OperatorError, match=f"pyenv install {other}"):
        interpreter.find(other, home=tmp_path)


def test_a_package_that_is_not_pinned_is_refused(tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("# a comment\n\nrequests>=2\n")
    with pytest.raises(OperatorError, match=r"must pin every package like `name==1\.2\.3`; it says `requests>=2`"):
        dependencies.install((wanted,), HERE, interpreter.find(HERE), tmp_path)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("twilio/rest/__init__.py", True),
        ("twilio/rest/api/v2010/account/call/__init__.py", True),
        ("twilio/rest/video/v1/room/__init__.py", False),
        ("twilio/base/version.py", True),
        ("six-1.17.0.dist-info/METADATA", False),
        ("charset_normalizer/api.py", False),
        ("markupsafe/_speedups.cpython-311-x86_64-linux-gnu.so", False),
        ("certifi/tests/__init__.py", False),
        ("certifi/cacert.pem", True),
        ("bin/normalizer", False),
        ("jwt/types.pyi", False),
        ("ibm_botocore/auth.py", True),
        ("ibm_botocore/vendored/six.py", False),
        ("ibm_botocore/client.py", False),
        ("ibm_botocore/data/s3/2006-03-01/service-2.json", False),
        ("ibm_botocore/docs/utils.py", False),
        ("ibm_boto3/session.py", False),
        ("ibm_s3transfer/manager.py", False),
        ("urllib3/contrib/pyopenssl.py", False),
        ("urllib3/contrib/socks.py", True),
        ("jinja2/tests.py", True),
        ("markupsafe/_speedups.c", False),
        ("markupsafe/_native.py", True),
    ],
)
def test_what_is_left_out(path: str, kept: bool) -> None:
    assert pruning.keep(PurePosixPath(path)) is kept


def test_a_package_with_files_of_its_own_stays_a_folder(tmp_path: Path) -> None:
    packages, folder = tmp_path / "packages", tmp_path / "bundle"
    for name in ("certifi/cacert.pem", "twilio/base/version.pyc", "six.pyc", "phonenumbers/data/region_DE.pyc"):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text("content")
    folder.mkdir()
    packing.pack(packages, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["certifi", packing.NUMBERS, packing.ARCHIVE]
    assert zipfile.ZipFile(folder / packing.ARCHIVE).namelist() == ["six.pyc", "twilio/base/version.pyc"]
    assert zipfile.ZipFile(folder / packing.NUMBERS).namelist() == ["phonenumbers/data/region_DE.pyc"]


@pytest.mark.slow
def test_the_real_bundle_is_small_and_holds_no_requirements_and_no_machine_code(built: Built) -> None:
    with zipfile.ZipFile(built.archive) as entries:
        names = entries.namelist()
        archives = [zipfile.ZipFile(io.BytesIO(entries.read(name))) for name in packing.ARCHIVES]
        inside = [name for each in archives for name in each.namelist()]
    size = sizes.of(built.archive)
    assert size.packed < 6_000_000
    assert size.files < 560, "every file is unpacked at a cold start, and takes up to a millisecond"
    assert {name.rpartition(".")[2] for name in inside} == {"pyc"}, "files that are opened by path need a folder"
    unwanted = (".so", "requirements.txt", ".pyi")
    assert not [name for name in names + inside if name.endswith(unwanted) or "dist-info" in name]


@pytest.mark.slow
def test_what_the_packages_need_is_in_the_bundle_or_left_out_on_purpose(built: Built) -> None:
    lists = (ROOT / "functions" / "requirements.txt", ROOT / "operate" / "bundle" / "transitive.txt")
    packages = dependencies.install(lists, HERE, interpreter.find(HERE), built.folder.parent / "dependencies")
    have, need = set(), set()
    for metadata in packages.glob("*.dist-info/METADATA"):
        for line in metadata.read_text().split("\n\n")[0].splitlines():
            if line.startswith("Name: "):
                have.add(_normal(line.removeprefix("Name: ")))
            if line.startswith("Requires-Dist: ") and "extra ==" not in line and "python_version" not in line:
                need.add(_normal(line.removeprefix("Requires-Dist: ")))
    assert need - have == pruning.NEVER_INSTALLED


def _normal(requirement: str) -> str:
    name = requirement.split(";")[0]
    for sign in " <>=!~([":
        name = name.split(sign)[0]
    return name.lower().replace("_", "-")


def test_sizes_are_reported_per_package(source: Path, tmp_path: Path) -> None:
    lines = sizes.table(_small(source, tmp_path / "out")).splitlines()
    assert [line.split()[0] for line in lines] == ["handover", "__main__.py", "handover.zip"]
    assert lines[-1].endswith("3 files")


def test_packages_in_their_archive_are_reported_by_name(tmp_path: Path) -> None:
    packages, folder = tmp_path / "packages", tmp_path / "bundle"
    (packages / "twilio").mkdir(parents=True)
    (packages / "twilio" / "version.pyc").write_bytes(b"byte code")
    (packages / "six.pyc").write_bytes(b"byte code of six")
    folder.mkdir()
    packing.pack(packages, folder)
    archive.write(folder, tmp_path / "handover.zip")
    assert list(sizes.by_package(tmp_path / "handover.zip")) == ["six", "twilio"]
    assert sizes.of(tmp_path / "handover.zip").files == 1


@pytest.mark.slow
def test_a_bundle_is_current_until_the_source_or_the_python_changes(built: Built, source: Path) -> None:
    assert is_current(HERE, built.folder.parent)
    assert not is_current("3.12" if HERE != "3.12" else "3.13", built.folder.parent)
    assert not is_current(HERE, built.folder.parent, source)
