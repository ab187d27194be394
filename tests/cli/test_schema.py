from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.conftest import ROOT, Run
from examgen.bank.schema import FILES, json_schema
from examgen.text import exact_yaml

SCHEMAS = {"questions.yaml": "bank", "exam.yaml": "exam"}  # any other file is included by a bank
SAMPLES = sorted(ROOT.glob("banks/*/*.yaml"))


def test_the_committed_schemas_are_current(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("schema", "here")
    names = [f"{name}.schema.json" for name in FILES]
    assert result.out == "".join(f"wrote here/{name}\n" for name in names)
    for name in names:
        made = (tmp_path / "here" / name).read_bytes()
        assert made == (ROOT / "banks" / name).read_bytes(), "run 'examgen schema' and commit what it writes"


def test_it_writes_beside_the_banks(run: Run, course: Path) -> None:
    (course / "banks" / "bank.schema.json").write_text("old", encoding="utf-8")
    assert run("schema").code == 0
    assert json.loads((course / "banks" / "bank.schema.json").read_text(encoding="utf-8"))["title"]
    assert run("schema", "banks/vir-2022/exam.yaml").code == 2


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_samples_name_their_schema_and_keep_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    name = SCHEMAS.get(path.name, "questions")
    assert text.startswith(f"# yaml-language-server: $schema=../{name}.schema.json\n")
    plain = json.loads(json.dumps(exact_yaml.load(text, path.name).plain(), default=float))
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    assert [one.message for one in Draft202012Validator(schema).iter_errors(plain)] == []
