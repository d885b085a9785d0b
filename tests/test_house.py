"""The rules of `CONTRIBUTING.md` that a machine can keep. Each is proven by a planted violation below."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for folder in ("harness", "adapters") for path in (ROOT / folder).rglob("*.py"))
PYTHON = SOURCES + sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
WRITTEN = {".py", ".md", ".yaml", ".yml", ".toml", ".j2", ".json", ".css", ".sh", ""}

MAX_MODULE_LINES = 350
MAX_TEST_LINES = 500  # a list of claims, read one by one, may be longer than a program
MAX_FUNCTION_LINES = 50
MAX_DEPTH = 4
NAMELESS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "base", "misc"}
LATER, *OTHERS = (word[::-1] for word in ("ODOT", "EMXIF", "KCAH"))  # backwards: this file is checked too
OPEN_ENDS = "|".join((LATER, *OTHERS))

NESTING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[str], Iterator[str]]


def _functions(source: str) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))


def find_long_modules(source: str) -> Iterator[str]:
    """A module fits into 350 lines."""
    lines = len(source.splitlines())
    if lines > MAX_MODULE_LINES:
        yield f"1: {lines} lines; a module has {MAX_MODULE_LINES}"


def find_long_functions(source: str) -> Iterator[str]:
    """A function fits on a screen, docstring included."""
    for node in _functions(source):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > MAX_FUNCTION_LINES:
            yield f"{node.lineno}: {node.name} has {lines} lines; a function has {MAX_FUNCTION_LINES}"


def _depth(node: ast.AST, above: int = 0) -> int:
    """Return how deep statements are nested below `node`; `elif` is no step down, a function inside starts anew."""
    depths = [above]
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.Lambda | ast.ClassDef):
            continue
        is_elif = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        depths.append(_depth(child, above + (isinstance(child, NESTING) and not is_elif)))
    return max(depths)


def find_deep_functions(source: str) -> Iterator[str]:
    """Statements nest four deep at most."""
    for node in _functions(source):
        if _depth(node) > MAX_DEPTH:
            yield f"{node.lineno}: {node.name} is nested {_depth(node)} deep; the limit is {MAX_DEPTH}"


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def find_bare_silencers(source: str) -> Iterator[str]:
    """What silences a checker says what it silences."""
    for line, comment in _comments(source):
        if re.search(r"#\s*type:\s*ignore(?!\[[\w-]+(, ?[\w-]+)*\])", comment) or re.search(
            r"#\s*noqa(?!: [A-Z]+\d+)", comment, re.IGNORECASE
        ):
            yield f"{line}: {comment!r} carries no code"


def find_open_ends(source: str) -> Iterator[str]:
    """An open end belongs to an issue, by number."""
    for line, text in enumerate(source.splitlines(), 1):
        for match in re.finditer(rf"\b({OPEN_ENDS})\b(?!\(#\d+\)| #\d+)", text):
            yield f"{line}: {match[0]} without the number of an issue"


def find_poor_first_lines(source: str) -> Iterator[str]:
    """A docstring begins with one sentence that ends with a full stop."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, documented):
            continue
        first = (ast.get_docstring(node) or ".").splitlines()[0]
        if not first.endswith((".", "。", ":")):
            yield f"{getattr(node, 'lineno', 1)}: {first!r} is no sentence that ends with a full stop"


def _defined(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def _imported(tree: ast.Module) -> set[str]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name for node in found for alias in node.names}


def _exported(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def find_wrong_exports(source: str) -> Iterator[str]:
    """`__all__` is what is public: all of it, nothing else; a package may pass on what it imports."""
    tree = ast.parse(source)
    exported = set(_exported(tree))
    # Type checkers know this name alone, wherever it comes from; it is no part of a module.
    public = {name for name in _defined(tree) - {"TYPE_CHECKING"} if not name.startswith("_")}
    if public - exported:
        yield f"1: public, but not in __all__: {', '.join(sorted(public - exported))}"
    unknown = exported - _defined(tree) - _imported(tree)
    if unknown:
        yield f"1: in __all__, but not here: {', '.join(sorted(unknown))}"


def find_missing_docstrings(source: str) -> Iterator[str]:
    """A module, and everything it exports that is defined in it, says what it is."""
    tree = ast.parse(source)
    named = {node.name: node for node in tree.body if isinstance(node, Function | ast.ClassDef)}
    if tree.body and ast.get_docstring(tree) is None:
        yield "1: the module has no docstring"
    for name, node in named.items():
        if name in _exported(tree) and ast.get_docstring(node) is None:
            yield f"{node.lineno}: {name} has no docstring"


def _mistakes(rule: Rule, paths: list[Path]) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{text}" for path in paths for text in rule(path.read_text("utf-8"))]


SIZE_AND_MANNERS = [find_long_functions, find_deep_functions, find_bare_silencers, find_open_ends]
OF_SOURCES = [find_long_modules, find_poor_first_lines, find_missing_docstrings]


@pytest.mark.parametrize("rule", SIZE_AND_MANNERS)
def test_all_code_keeps(rule: Rule) -> None:
    assert [] == _mistakes(rule, PYTHON)


@pytest.mark.parametrize("rule", OF_SOURCES)
def test_what_we_ship_keeps(rule: Rule) -> None:
    assert [] == _mistakes(rule, SOURCES)


def test_all_is_what_is_public() -> None:
    public = [path for path in SOURCES if not re.match(r"_(?!_init__)", path.stem)]

    assert [] == _mistakes(find_wrong_exports, public)


def test_a_test_file_has_one_subject() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in PYTHON if path not in SOURCES}

    assert {} == {name: lines for name, lines in lengths.items() if lines > MAX_TEST_LINES}


def test_no_module_is_named_after_nothing() -> None:
    """`utils` says where something was put, not what it is."""
    assert [] == [str(path.relative_to(ROOT)) for path in PYTHON if NAMELESS & {path.stem, path.parent.name}]


def test_there_are_two_levels_of_folders_at_most() -> None:
    roots = (ROOT / "harness", ROOT / "adapters")
    deep = [
        path for path in SOURCES for root in roots if root in path.parents and len(path.relative_to(root).parts) > 3
    ]

    assert [] == deep


def test_other_files_have_no_open_ends_either() -> None:
    folders = [ROOT / name for name in (".ci", "docs", "scenarios", "harness", "adapters")]
    inside = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    written = [path for path in [*inside, *ROOT.glob("*")] if path.is_file() and path.suffix in WRITTEN - {".py"}]

    assert [] == _mistakes(find_open_ends, sorted(written))


DEEP = "def f():\n" + "".join("    " * n + f"if {n}:\n" for n in range(1, 6)) + "    " * 6 + "pass\n"
ELIF = "def f(x):\n    if x == 1:\n        pass\n" + "".join(f"    elif x == {n}:\n        pass\n" for n in range(2, 9))

PLANTED = [
    (find_long_modules, "\n" * 351, ["1: 351 lines; a module has 350"]),
    (find_long_modules, "\n" * 350, []),
    (find_long_functions, "def f():\n" + "    a()\n" * 50, ["1: f has 51 lines; a function has 50"]),
    (find_long_functions, "async def f():\n" + "    a()\n" * 49, []),
    (find_deep_functions, DEEP, ["1: f is nested 5 deep; the limit is 4"]),
    (find_deep_functions, ELIF, []),
    (find_bare_silencers, "x = 1  # type: ignore", ["1: '# type: ignore' carries no code"]),
    (find_bare_silencers, "x = 1  # noqa", ["1: '# noqa' carries no code"]),
    (find_bare_silencers, "x = 1  # type: ignore[arg-type]\ny = 2  # noqa: S101 (a reason)", []),
    (find_open_ends, f"x = 1  # {LATER} later", [f"1: {LATER} without the number of an issue"]),
    (find_open_ends, f"x = 1  # {LATER}(#12) later", []),
    (find_poor_first_lines, '"""no stop"""', ["1: 'no stop' is no sentence that ends with a full stop"]),
    (find_poor_first_lines, '"""A sentence."""\ndef f(): ...', []),
    (find_wrong_exports, "__all__ = ['f']\ndef f(): ...\nX = 1", ["1: public, but not in __all__: X"]),
    (find_wrong_exports, "__all__ = ['f', 'g']\ndef f(): ...", ["1: in __all__, but not here: g"]),
    (find_wrong_exports, "from a import g\n__all__ = ['f', 'g']\ndef f(): ...\n_x = 1", []),
    (
        find_missing_docstrings,
        "__all__ = ['f']\ndef f(): ...",
        ["1: the module has no docstring", "2: f has no docstring"],
    ),
    (find_missing_docstrings, "", []),
]


@pytest.mark.parametrize(("rule", "source", "expected"), PLANTED, ids=lambda value: getattr(value, "__name__", None))
def test_a_planted_violation_is_found(rule: Rule, source: str, expected: list[str]) -> None:
    assert expected == list(rule(source))
