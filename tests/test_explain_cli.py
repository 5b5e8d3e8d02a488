"""The command line of the explainer: what it reads, what it prints, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from explain_asgi.cli import CLEAN, FOUND, UNREAD, main
from explain_asgi.rules import RULES
from tests.conftest import ROOT
from tests.explain_corpus_cases import CORPUS, case

GOOD = case(CORPUS / "right" / "channels.py").source
ERROR = case(CORPUS / "rules" / "settings-value" / "fails.py").source
WARNING = case(CORPUS / "rules" / "settings-assigned" / "fails.py").source
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a file that is right, and with files of others that nobody asks about."""
    for folder in ("pool", ".venv/pool", "node_modules/pool", "env", "made/site-packages", "kept"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "asgi.py").write_text(ERROR)
    (tmp_path / "kept" / "pyvenv.cfg").touch()
    (tmp_path / "pool" / "asgi.py").write_text(GOOD)
    (tmp_path / "pool" / "views.py").write_text("import your_app\n")
    return tmp_path


def test_a_clean_project_is_explained(project: Path, capsys: Printed) -> None:
    """A folder stands for its entry points; what is installed beside them is not looked at."""
    assert main([str(project)]) == CLEAN
    printed = capsys.readouterr().out
    assert printed.count("asgi.py\n") == 1
    assert "Nothing found that goes wrong." in printed


@pytest.mark.parametrize(
    ("source", "least", "code"),
    [(ERROR, "error", FOUND), (WARNING, "error", CLEAN), (WARNING, "warning", FOUND)],
)
def test_the_exit_code_tells(source: str, least: str, code: int, project: Path) -> None:
    """A finding is a 1, unless it is below what is asked for."""
    (project / "pool" / "asgi.py").write_text(source)
    assert main(["--fail-on", least, str(project)]) == code


def test_no_finding_is_lost_to_another_file(project: Path, capsys: Printed) -> None:
    """Several files are told in turn, and what cannot be read counts most."""
    wrong, missing = project / "pool" / "wsgi.py", project / "nowhere.py"
    wrong.write_text(ERROR)
    assert main([str(project), str(missing)]) == UNREAD
    printed = capsys.readouterr().out
    assert f"{wrong}:5:49: error [settings-value]" in printed
    assert f"{missing}\n  not explained: No such file or directory." in printed


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"import os\0", "zero bytes"),
        ("application = 1".encode("utf-16"), "UTF-16"),
        ("# Schwimmbad für jeden".encode("latin-1"), "not UTF-8"),
        (b"# coding: klingon\n", "not UTF-8"),
        (b"x = 1\n" * 200_000, "more than 100,000 characters"),
        (b"import {{ cookiecutter.slug }}.routing\n", "a template"),
        (b"print 'loading'\n", "Python 2"),
    ],
)
def test_what_cannot_be_read_is_told(
    data: bytes, answer: str, tmp_path: Path, capsys: Printed
) -> None:
    """Each kind of file that is no file of Python has its answer, and no traceback."""
    file = tmp_path / "asgi.py"
    file.write_bytes(data)
    assert main([str(file)]) == UNREAD
    assert answer in capsys.readouterr().out


def test_an_encoding_that_is_named_is_read(tmp_path: Path, capsys: Printed) -> None:
    """Python reads a file in the encoding of its first lines, and so does the explainer."""
    file = tmp_path / "asgi.py"
    file.write_bytes("# coding: latin-1\n# für jeden\nimport your_app\n".encode("latin-1"))
    assert main([str(file)]) == FOUND
    assert f"{file}:3:1" in capsys.readouterr().out


def test_a_folder_without_entry_points_is_told(tmp_path: Path, capsys: Printed) -> None:
    """Nothing to read is not the same as nothing found."""
    assert main([str(tmp_path)]) == UNREAD
    assert "There is no asgi.py" in capsys.readouterr().err


def test_mending_writes_the_file(tmp_path: Path) -> None:
    """--fix writes what the finding shows, and the line ends stay as they are."""
    file = tmp_path / "asgi.py"
    file.write_bytes(ERROR.replace("\n", "\r\n").encode())
    assert main(["--fix", str(file)]) == CLEAN
    assert (
        file.read_bytes()
        == ERROR.replace("/settings.py", ".settings").replace("\n", "\r\n").encode()
    )


def test_json_holds_everything(project: Path, capsys: Printed) -> None:
    """A program reads the statements, the findings with their edits, and the mended file."""
    (project / "pool" / "asgi.py").write_text(ERROR)
    main(["--format", "json", str(project)])
    (one,) = json.loads(capsys.readouterr().out)
    assert [statement["kind"] for statement in one["statements"]][:1] == ["import-os"]
    (finding,) = one["findings"]
    assert finding["edits"][0]["lines"] == [
        ERROR.splitlines()[4].replace("/settings.py", ".settings")
    ]
    assert one["fixed"] != one["source"] == ERROR
    assert one["refusal"] is None


def test_github_shows_it_beside_the_line(project: Path, capsys: Printed) -> None:
    """A command of GitHub names file, line and column, and its text stays on one line."""
    (project / "pool" / "asgi.py").write_text(ERROR)
    main(["--format", "github", str(project)])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=")
    assert "asgi.py,line=5,col=49,title=settings-value::" in line


def test_sarif_is_what_its_readers_expect(project: Path, capsys: Printed) -> None:
    """The report has the parts that the format asks for, and names only rules that it lists."""
    (project / "pool" / "asgi.py").write_text(ERROR)
    (project / "pool" / "wsgi.py").write_text("print 'x'")
    main(["--format", "sarif", str(project)])
    report = json.loads(capsys.readouterr().out)
    (run,) = report["runs"]
    assert report["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.name for rule in RULES]
    (result,) = run["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (result["ruleId"], result["level"], region["startLine"]) == (
        "settings-value",
        "error",
        5,
    )
    assert run["invocations"][0]["executionSuccessful"] is False


def ran(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program itself from the root of the repository."""
    return subprocess.run(
        [sys.executable, "-m", "explain_asgi", *words], cwd=ROOT, env=os.environ | more,
        input=ERROR, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_program_runs_from_a_clone() -> None:
    """`python -m explain_asgi` needs nothing installed, and reads standard input as `-`."""
    done = ran("-", "--only-findings")
    assert (done.returncode, done.stderr) == (FOUND, "")
    assert "-:5:" not in done.stdout
    assert "asgi.py:5:49: error [settings-value]" in done.stdout
    assert "\033" not in done.stdout


def test_it_imports_the_standard_library_alone() -> None:
    """Nothing that has to be installed is imported, so that it runs anywhere, also in a browser."""
    code = "import sys, explain_asgi.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.append({str(ROOT)!r}); {code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    others = set(done.stdout.split()) - set(sys.stdlib_module_names) - {"explain_asgi", "__main__"}
    assert not others


def test_pip_packs_it_by_itself(tmp_path: Path) -> None:
    """`pip install ./explain_asgi` brings the package and its command, and no more."""
    before = set((ROOT / "explain_asgi").rglob("*.py"))
    alone = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    words = ["-m", "pip", "install", "--quiet", *alone, "--target", str(tmp_path)]
    subprocess.run([sys.executable, *words, "./explain_asgi"], cwd=ROOT, check=True, timeout=120)
    packed = {
        file.relative_to(tmp_path / "explain_asgi")
        for file in tmp_path.rglob("explain_asgi/**/*.py")
    }
    assert packed == {file.relative_to(ROOT / "explain_asgi") for file in before}
    done = subprocess.run(
        [tmp_path / "bin" / "explain-asgi", ROOT / "example_project"], cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == CLEAN
    assert not (ROOT / "explain_asgi" / "build").exists()


def test_the_hook_is_run_as_pre_commit_runs_it(project: Path) -> None:
    """The entry is a program of this clone, run in another repository with the names of files."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    program, *options = hook["entry"].split()
    (project / "pool" / "asgi.py").write_text(ERROR)
    done = subprocess.run(
        [ROOT / program, *options, "pool/asgi.py"], cwd=project, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == FOUND, done.stderr
    assert done.stdout.startswith("pool/asgi.py\npool/asgi.py:5:49: error")
