from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cli.conftest import Run

HEAD = "student,variant,2,4a,4b,4c,4d\n"
PARTS = {
    "2": "rnn-last-state-gradient.gradient",
    "4a": "gd-quadratic-stability.converge",
    "4b": "gd-quadratic-stability.oscillate",
    "4c": "gd-quadratic-stability.diverge",
    "4d": "gd-quadratic-stability.best",
}


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def reports(course: Path, name: str) -> list[dict[str, str]]:
    return table(course / "output" / "vir-2022" / f"{name}.csv")


def key(course: Path, paper: str = "A") -> dict[str, str]:
    rows = table(course / "output" / "vir-2022" / paper / "key.csv")
    return {row["number"]: row["key"].removeprefix("'") for row in rows}


def quoted(*cells: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def verdicts(course: Path, student: str) -> dict[str, str]:
    return {row["number"]: row["verdict"] for row in reports(course, "marks") if row["student"] == student}


def write(course: Path, text: str | bytes, name: str = "responses.csv") -> str:
    (course / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def wide(course: Path) -> str:
    a, b = key(course, "A"), key(course, "B")
    return (
        HEAD
        + quoted("007", "A", *(a[number] for number in PARTS))
        + quoted("008", "B", *(b[number] for number in PARTS))
        + quoted("009", "A", "=x(", "", "", "", "0")
    )


def test_a_wide_table(run: Run, built: Path) -> None:
    result = run("grade", write(built, wide(built)))
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("3 students")
    assert {verdicts(built, "007")[number] for number in PARTS} == {"right"}
    assert {verdicts(built, "008")[number] for number in PARTS} == {"right"}
    assert verdicts(built, "009")["2"] == "unreadable"
    assert verdicts(built, "009")["4a"] == "blank"
    grades = {row["student"]: row for row in reports(built, "grades")}
    assert [grades[name]["total"] for name in ("007", "008")] == ["10", "10"]
    assert all(row["why"] for row in reports(built, "marks"))
    assert "=x(" in {row["response"].removeprefix("'") for row in reports(built, "review")}
    assert not (built / "output" / "vir-2022" / "unplaced.csv").exists()


def test_a_long_table_gives_the_same_marks(run: Run, built: Path) -> None:
    run("grade", write(built, wide(built)))
    expected = reports(built, "marks")
    rows = ["student;variant;question;part;response\n"]
    for row in csv.DictReader(io.StringIO(wide(built))):
        for number in PARTS:
            question, part = PARTS[number].split(".")
            cell = row[number].replace('"', '""')
            rows.append(f'{row["student"]};{row["variant"]};{question};{part};"{cell}"\n')
    result = run("grade", write(built, "\ufeff" + "".join(rows)))
    assert (result.code, result.err) == (0, "")
    assert reports(built, "marks") == expected


def test_each_paper_is_marked_by_its_own_key(run: Run, built: Path) -> None:
    right = key(built, "B")["2"]
    run("grade", write(built, f"student,variant,2\n1,A,{right}\n2,B,{right}\n"))
    assert verdicts(built, "1")["2"] != "right"
    assert verdicts(built, "2")["2"] == "right"


def test_marks_by_hand_in_the_same_table(run: Run, built: Path) -> None:
    assert run("grade", write(built, "student,variant,1b!\n1,A,1.5\n")).code == 0
    (row,) = [row for row in reports(built, "marks") if row["number"] == "1b"]
    assert (row["marks"], row["marked by"]) == ("1.5", "person")


def test_a_review_goes_round(run: Run, built: Path) -> None:
    name = write(built, wide(built))
    said = run("grade", name).out
    assert "run this again with --review output/vir-2022/review.csv" in said
    path = built / "output" / "vir-2022" / "review.csv"
    rows = table(path)
    for row in rows:
        row["marks"] = "1"
    with (built / "filled.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = run("grade", name, "--review", "filled.csv")
    assert (result.code, result.err) == (0, "")
    assert "--review" not in result.out
    assert {row["open"] for row in reports(built, "grades")} == {"0"}
    assert {row["marks"] for row in reports(built, "marks") if row["marked by"] == "person"} == {"1"}
    again = reports(built, "marks")
    assert run("grade", name, "--review", str(path)).code == 0
    assert reports(built, "marks") == again


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n ,,\n", "the file is empty"),
        (b"%PDF-1.5\n\xff\xfe\x00", "no column says who the student is"),
        (b"a,b\n1,2\n", "no column says who the student is"),
        (bytes(range(256)) * 20, "no column says who the student is"),
    ],
)
def test_what_is_no_table(run: Run, built: Path, content: bytes, said: str) -> None:
    result = run("grade", write(built, content))
    assert result.code == 1
    assert said in result.err.splitlines()[0]
    assert not (built / "output" / "vir-2022" / "marks.csv").exists()


def test_rows_that_cannot_be_placed_are_kept(run: Run, built: Path) -> None:
    text = "student,variant,2\n007,A,1\n007,A,2\n,A,3\n008,Z,4\n009,A,5,6,7\n010,B,8\n"
    result = run("grade", write(built, text))
    assert result.code == 1
    assert "could not be placed: output/vir-2022/unplaced.csv says why" in result.err
    unplaced = (built / "output" / "vir-2022" / "unplaced.csv").read_text(encoding="utf-8-sig")
    placed = {row["student"] for row in reports(built, "marks")}
    assert "010" in placed
    for student, cell in (("008", "4"), ("", "3")):
        assert student not in placed
        assert cell in unplaced
    assert run("grade", write(built, "student,variant,2\n007,A,1\n")).code == 0
    assert not (built / "output" / "vir-2022" / "unplaced.csv").exists()


def test_an_unknown_column_is_said_with_its_place(run: Run, built: Path) -> None:
    result = run("grade", write(built, "student,variant,2,gd-quadratic-stability.bets\n1,A,1,2\n"))
    assert "responses.csv:1:" in result.err
    assert "did you mean" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(run: Run, built: Path, encoding: str) -> None:
    text = "student,name,variant,2\n1,Zoë Müller,A,½\n"
    result = run("grade", write(built, text.encode(encoding)))
    assert result.code == 0
    assert {row["name"] for row in reports(built, "marks")} == {"Zoë Müller"}


def test_ten_megabytes_in_a_cell(run: Run, built: Path) -> None:
    result = run("grade", write(built, f"student,variant,2,4d\n1,A,{'9' * 10_000_000},\n2,A,1,\n"))
    assert result.code in (0, 1)
    assert len(result.err) < 5_000
    assert verdicts(built, "1")["2"] == "unreadable"
    assert verdicts(built, "2")


def test_nothing_that_a_spreadsheet_runs_is_written(run: Run, built: Path) -> None:
    cells = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1+cmd", "-2+3"]
    rows = "".join(quoted(f"{at}", "A", cell) for at, cell in enumerate(cells))
    run("grade", write(built, "student,variant,2\n=evil(),A,1\n" + rows))
    for name in ("marks", "grades", "review"):
        for row in reports(built, name):
            for cell in row.values():
                assert not (cell or "").startswith(("=", "@", "\t", "\r"))


def test_nothing_built(run: Run, course: Path) -> None:
    result = run("grade", write(course, HEAD))
    assert result.code == 1
    assert result.line == "no paper of 'vir-2022' was built (run 'examgen build vir-2022 --variant A' first)"


def test_missing_and_damaged_files(run: Run, built: Path) -> None:
    assert "nowhere.csv" in run("grade", "nowhere.csv").line
    name = write(built, wide(built))
    assert "nothing.csv" in run("grade", name, "--review", "nothing.csv").line
    record = built / "output" / "vir-2022" / "A" / "key.json"
    record.write_text(record.read_text(encoding="utf-8")[:1000], encoding="utf-8")
    result = run("grade", name)
    assert result.code == 1
    assert "damaged" in result.line


def test_an_exam_by_name(run: Run, built: Path) -> None:
    assert run("grade", write(built, wide(built)), "--exam", "vir-2022").code == 0
    assert "no paper of 'vir-2019'" in run("grade", write(built, HEAD), "--exam", "vir-2019").line
