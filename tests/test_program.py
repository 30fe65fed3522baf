"""What 1.x programs are made of besides graphs: flags, `app.run`, logging, files and folders."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

flags = tf.app.flags
g = ef.io.gfile


@pytest.fixture
def values():
    found = flags.FlagValues()
    flags.DEFINE_string("data_dir", "somewhere", "where", found)
    flags.DEFINE_integer("steps", 10, "how many", lower_bound=0, flag_values=found)
    flags.DEFINE_float("lr", 0.1, "rate", flag_values=found)
    flags.DEFINE_boolean("verbose", False, "talk", found)
    flags.DEFINE_bool("train", True, "train", found)
    flags.DEFINE_enum("opt", "sgd", ["sgd", "adam"], "which", found)
    flags.DEFINE_list("layers", "1,2", "sizes", found)
    flags.DEFINE_multi_integer("gpu", [1], "which", flag_values=found)
    flags.DEFINE_string("none", None, "nothing", found)
    return found


# -------------------------------------------------------------------------------------- flags


def test_a_command_line_is_read(values):
    line = ["program", "--steps=5", "--lr", "0.5", "--verbose", "--notrain", "rest", "--opt=adam",
            "--layers=3, 4,5", "-data_dir=/x", "--gpu=4", "--gpu=5", "--", "--steps=1"]  # fmt: skip
    assert values(line) == ["program", "rest", "--steps=1"]
    assert values.flag_values_dict() == {
        "data_dir": "/x", "steps": 5, "lr": 0.5, "verbose": True, "train": False, "opt": "adam",
        "layers": ["3", "4", "5"], "gpu": [4, 5], "none": None,
    }  # fmt: skip
    assert values.is_parsed()
    assert values["steps"].default == 10
    assert values["steps"].present == 1
    assert values(["program", "--verbose=false", "--train=1", "a"]) == ["program", "a"]
    assert (values.verbose, values.train, values.steps) == (False, True, 5)
    assert values(["program", "--unknown=1", "--steps=2", "x"], known_only=True) == [
        "program", "--unknown=1", "x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("argument", "error", "match"),
    [
        ("--stps=5", flags.UnrecognizedFlagError, "Unknown command line flag 'stps'. Did you mean"),
        ("--steps=abc", flags.IllegalFlagValueError, "flag --steps=abc: invalid literal for int"),
        ("--steps=-4", flags.IllegalFlagValueError, "flag --steps=-4: -4 is not a non-negative"),
        ("--opt=foo", flags.IllegalFlagValueError, r"value should be one of <sgd\|adam>"),
        ("--verbose=maybe", flags.IllegalFlagValueError, "Non-boolean argument to boolean flag"),
        ("--lr=x", flags.IllegalFlagValueError, "could not convert string to float: 'x'"),
        ("--steps", flags.Error, "Missing value for flag --steps"),
    ],
)
def test_command_lines_that_do_not_fit_are_refused(values, argument, error, match):
    with pytest.raises(error, match=match):
        values(["program", argument])


def test_values_are_set_and_checked(values):
    values.mark_as_parsed()
    values.steps = 7
    assert values.steps == 7
    values.lr = None
    assert values.lr is None
    assert values.get_flag_value("lr", 3) == 3
    with pytest.raises(flags.IllegalFlagValueError, match="--steps=-1"):
        values.steps = -1
    with pytest.raises(flags.UnrecognizedFlagError, match="'nope'"):
        values.nope = 1
    with pytest.raises(AttributeError, match="nope"):
        values.nope
    values.set_default("data_dir", "/y")
    assert values.data_dir == "/y"
    del values.data_dir
    assert "data_dir" not in values
    assert sorted(values) == list(values)
    values.unparse_flags()
    assert not values.is_parsed()
    assert values["steps"].value == 10


def test_required_flags_must_be_given(values):
    flags.mark_flags_as_required(["none"], values)
    with pytest.raises(flags.IllegalFlagValueError, match="--none must have a value other than"):
        values(["program"])
    assert values(["program", "--none=1"]) == ["program"]


def test_a_flag_may_be_declared_again_in_the_same_way_only(values):
    flags.DEFINE_integer("steps", 10, "how many", flag_values=values)
    with pytest.raises(flags.DuplicateFlagError, match="The flag 'steps' is defined twice"):
        flags.DEFINE_string("steps", "x", "other", values)
    flags.DEFINE_float(flag_name="old", default_value=1, docstring="names", flag_values=values)
    assert values["old"].default == 1.0


def test_short_names_and_validators(values):
    flags.DEFINE_string("out", "", "where", flag_values=values, short_name="o")
    flags.register_validator("steps", lambda v: v % 2 == 0, "must be even", values)
    assert values(["program", "-o", "here", "--steps=4"]) == ["program"]
    assert values.out == "here"
    for line in (["program", "--steps=3"], ["program", "--out", "x", "--steps=1"]):
        with pytest.raises(flags.IllegalFlagValueError, match=r"flag --steps=.: must be even"):
            values(line)
    with pytest.raises(flags.IllegalFlagValueError, match="flag --steps=5: must be even"):
        values.steps = 5


PROGRAM = """
import eagerflow.compat.v1 as tf
tf.flags.DEFINE_integer("steps", 3, "how many steps")
FLAGS = tf.flags.FLAGS
def main(argv):
    print(argv[1:], FLAGS.steps)
    return FLAGS.steps
if __name__ == "__main__":
    tf.app.run()
"""


@pytest.mark.parametrize(
    ("arguments", "out", "status"),
    [
        (["--steps=2", "rest"], "['rest'] 2\n", 2),
        (["--other=1", "--steps=0"], "['--other=1'] 0\n", 0),
        (["--steps=x"], "", 1),
    ],
)
def test_a_program_is_run(arguments, out, status):
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False
    )
    assert (found.stdout, found.returncode) == (out, status)
    assert ("FATAL Flags parsing error: flag --steps=x" in found.stderr) is (status == 1)


def test_help_tells_of_all_flags():
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--help"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "--steps: how many steps\n    (default: 3)" in found.stdout


# ------------------------------------------------------------------------------------- logging


def test_messages_go_to_the_logger_of_the_package(caplog):
    before = tf.logging.get_verbosity()
    tf.logging.set_verbosity(tf.logging.INFO)
    try:
        assert tf.logging.get_verbosity() == logging.INFO
        tf.logging.debug("hidden")
        tf.logging.info("shown %s", "x")
        tf.logging.warn("careful")
        tf.logging.log(tf.logging.ERROR, "wrong %d", 3)
        tf.logging.log_if(tf.logging.INFO, "no", False)
        for i in range(5):
            tf.logging.log_every_n(tf.logging.INFO, "every %d", 2, i)
            tf.logging.log_first_n(tf.logging.INFO, "first %d", 2, i)
        tf.logging.flush()
    finally:
        tf.logging.set_verbosity(before)
    found = [(r.name, r.levelname, r.message) for r in caplog.records]
    assert {name for name, _, _ in found} == {"eagerflow"}
    assert [(level, message) for _, level, message in found] == [
        ("INFO", "shown x"), ("WARNING", "careful"), ("ERROR", "wrong 3"), ("INFO", "every 0"),
        ("INFO", "first 0"), ("INFO", "first 1"), ("INFO", "every 2"), ("INFO", "every 4"),
    ]  # fmt: skip


def test_a_program_that_set_nothing_up_sees_warnings_on_standard_error():
    program = "import eagerflow.compat.v1 as tf; tf.logging.info('a'); tf.logging.warning('b')"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stderr == "WARNING:eagerflow:b\n"


# --------------------------------------------------------------------------- files and folders


def test_files_are_written_and_read(tmp_path):
    name = str(tmp_path / "f.txt")
    with g.GFile(name, "w") as file:
        file.write("line1\nlinä\n")
        assert (file.name, file.mode) == (name, "w")
        assert file.size() == 12
        with pytest.raises(ef.errors.PermissionDeniedError, match=r"^File isn't open for reading"):
            file.read()
        with pytest.raises(TypeError, match="Expected binary or unicode string, got 3"):
            file.write(3)
    with g.GFile(name) as file:
        assert file.read(3) == "lin"
        assert file.tell() == 3
        file.seek(0)
        assert file.readline() == "line1\n"
        file.seek(-1, 2)
        assert file.read() == "\n"
        file.seek(position=6)
        assert list(file) == ["linä\n"]
        with pytest.raises(ef.errors.PermissionDeniedError, match=r"^File isn't open for writing"):
            file.write("x")
        with pytest.raises(ef.errors.InvalidArgumentError, match=r"^Invalid whence argument: 5\."):
            file.seek(0, 5)
    with tf.gfile.Open(name, "ab") as file:
        file.write(b"\xff")
    with tf.gfile.FastGFile(name, "rb") as file:
        assert file.read() == "line1\nlinä\n".encode() + b"\xff"
    assert g.stat(name).length == 13
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"mode is not 'r' or 'w' or 'a' or"):
        g.GFile(name, "x")
    with pytest.raises(ef.errors.NotFoundError, match=r"^/no/such; No such file or directory"):
        g.GFile("/no/such").read()
    with pytest.raises(ef.errors.UnimplementedError, match="File system scheme 'gs' not impleme"):
        g.GFile("gs://bucket/f").read()


def test_folders_are_made_listed_and_deleted(tmp_path):
    top = str(tmp_path / "top")
    g.makedirs(top + "/a/b")
    g.makedirs(top + "/a/b")
    g.mkdir(top + "/a")
    for name in ("a/x.txt", "a/b/y.txt", "z"):
        Path(top, name).write_text(name)
    assert sorted(g.listdir(top)) == ["a", "z"]
    assert g.glob(top + "/*") == [top + "/a", top + "/z"]
    assert g.glob([top + "/z*", top + "/a/*.txt"]) == [top + "/z", top + "/a/x.txt"]
    walked = [(top, ["a"], ["z"]), (top + "/a", ["b"], ["x.txt"]), (top + "/a/b", [], ["y.txt"])]
    assert list(g.walk(top)) == walked
    assert list(tf.gfile.Walk(top, in_order=False)) == walked[::-1]
    assert (g.isdir(top), g.isdir(top + "/z"), g.exists(top + "/z")) == (True, False, True)
    g.copy(top + "/z", top + "/copy")
    with pytest.raises(ef.errors.AlreadyExistsError, match=r"^file already exists"):
        g.copy(top + "/z", top + "/copy")
    g.rename(top + "/copy", top + "/z", overwrite=True)
    assert not g.exists(top + "/copy")
    g.remove(top + "/z")
    g.rmtree(top)
    assert not tf.gfile.Exists(top)
    assert g.join("a", "b", "c") == "a/b/c"


@pytest.mark.parametrize(
    ("work", "error", "match"),
    [
        (lambda p: g.listdir("/no/such"), ef.errors.NotFoundError, "Could not find directory /no/"),
        (lambda p: g.remove("/no/such"), ef.errors.NotFoundError, "/no/such; No such file or dir"),
        (lambda p: g.remove(p), ef.errors.FailedPreconditionError, "; Is a directory"),
        (lambda p: g.rmtree("/no/such"), ef.errors.NotFoundError, "/no/such not found"),
        (lambda p: g.mkdir(p / "x/y"), ef.errors.NotFoundError, "x/y; No such file or directory"),
        (lambda p: g.copy("/no/such", p / "q"), ef.errors.NotFoundError, "/no/such; No such file"),
        (lambda p: g.rename("/no/such", p / "q"), ef.errors.NotFoundError, "/no/such; No such"),
        (lambda p: g.stat("/no/such"), ef.errors.NotFoundError, "/no/such; No such file"),
    ],
)
def test_what_is_not_there_is_named(tmp_path, work, error, match):
    with pytest.raises(error, match=match):
        work(tmp_path)


def test_old_names_do_the_same(tmp_path):
    f = tf.gfile
    top = str(tmp_path / "t")
    f.MakeDirs(top + "/a")
    f.MkDir(top + "/b")
    f.GFile(top + "/c", "w").write("c")
    f.Copy(top + "/c", top + "/d")
    f.Rename(top + "/d", top + "/e")
    assert f.IsDirectory(top)
    assert sorted(f.ListDirectory(top)) == ["a", "b", "c", "e"]
    assert f.Glob(top + "/[ce]") == [top + "/c", top + "/e"]
    assert f.Stat(top + "/e").length == 1
    f.Remove(top + "/e")
    f.DeleteRecursively(top)
    assert not f.Exists(top)
