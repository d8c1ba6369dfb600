"""The rules of the house, read from the source: who imports whom, how long, how documented."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "prompts", "vectorstore", "evals")
# What the package may import from this project, besides itself.
BELOW = {
    "prompts": set(),
    "vectorstore": set(),
    "assistant": {"prompts", "vectorstore"},
    "evals": {"assistant", "prompts", "vectorstore"},
}
# Each heavy library, and the modules that may import it.
DOORS = {
    "chromadb": ("vectorstore/dense.py",),
    "llama_cpp": ("assistant/models/llama/engine.py", "evals/bench/bare_llama.py"),
    "gradio": ("assistant/ui/",),
    "gradio_client": ("assistant/ui/", "evals/robustness/endurance.py"),
    "huggingface_hub": ("assistant/models/files/hub.py",),
    "mcp": ("assistant/server/mcp.py",),
    "langchain_openai": ("assistant/models/chat.py",),
    "httpx": ("assistant/ingest/connection.py", "assistant/ingest/download.py"),
    "httpcore": ("assistant/ingest/connection.py", "assistant/ingest/download.py"),
    "trafilatura": ("assistant/readers/html/article.py",),
    "openpyxl": ("assistant/export/xlsx.py",),
    "docx": ("assistant/export/docx.py",),
    "pypdfium2": ("assistant/readers/pdf", "evals/bench/bare_pdf.py"),
}
# The base of the assistant: these import none of its other modules but one another.
BASE = {
    "assistant.settings",
    "assistant.errors",
    "assistant.documents.document",
    "assistant.models.llama.protocol",
}
# What talks to people; only these may import one another.
SURFACE = ("assistant.cli", "assistant.server", "assistant.ui")
MOST_LINES = 500


def sources(*packages: str) -> list[Path]:
    """The Python files of these packages (all without)."""
    return sorted(
        path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py")
    )


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    return place(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(node: ast.AST) -> Iterator[str]:
    """Every module that is imported below a node, inside functions too."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, "imports are absolute here"
            assert found.module is not None
            yield found.module
            # "from assistant import writing" imports a module, too.
            yield from (f"{found.module}.{alias.name}" for alias in found.names)


def without_type_checking(path: Path) -> ast.Module:
    """The tree without ``if TYPE_CHECKING:`` blocks, which do not run."""
    found = tree(path)
    for node in ast.walk(found):
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, [item for item in body if not _is_type_checking(item)])
    return found


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in (
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_between_packages_point_down(package: str) -> None:
    allowed = BELOW[package] | {package}
    for path in sources(package):
        for name in imports(tree(path)):
            top = name.split(".")[0]
            assert top not in PACKAGES or top in allowed, f"{place(path)} imports {name}"
            assert top != "tests", f"{place(path)} imports {name}"


@pytest.mark.parametrize("library", DOORS)
def test_each_heavy_library_has_one_door(library: str) -> None:
    users = {
        place(path)
        for path in sources()
        if any(name.split(".")[0] == library for name in imports(tree(path)))
    }
    strangers = {user for user in users if not user.startswith(DOORS[library])}
    assert not strangers, f"{library} is imported by {sorted(strangers)}"


def test_the_doors_are_where_the_rule_says() -> None:
    """Fails when a door moves, so that the rule above cannot hold by being out of date."""
    for library in ("chromadb", "llama_cpp", "huggingface_hub", "langchain_openai", "pypdfium2"):
        users = [
            place(path)
            for path in sources("assistant", "vectorstore")
            if any(name.split(".")[0] == library for name in imports(tree(path)))
        ]
        assert users, f"nobody imports {library}"


def test_nothing_below_imports_the_surface() -> None:
    for path in sources("assistant"):
        if module(path).startswith(SURFACE):
            continue
        for name in imports(tree(path)):
            assert not name.startswith(SURFACE), f"{place(path)} imports {name}"


def test_the_base_imports_only_the_base() -> None:
    for path in sources("assistant"):
        if module(path) not in BASE:
            continue
        for name in imports(tree(path)):
            if name.startswith("assistant."):
                home = ".".join(name.split(".")[:2])
                assert home in BASE, f"{place(path)} imports {name}"


def test_no_module_imports_itself_around_a_corner() -> None:
    """No circle of imports at run time, counting those inside functions but for one."""
    known = {module(path) for path in sources()}
    # "import assistant" loads nothing: its names are imported when they are asked for.
    graph = {
        module(path): {
            name
            for name in imports(without_type_checking(path))
            if name in known and name not in PACKAGES
        }
        - {module(path)}
        for path in sources()
    }
    graph["assistant.comparisons.comparison"].remove(
        "assistant.export.markdown"
    )  # only in Comparison.to_csv
    assert _circle(graph) == []


def test_a_circle_would_be_found() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a", "b", "c", "a"]


def _circle(graph: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()
    trail: list[str] = []

    def visit(name: str) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        trail.append(name)
        for other in sorted(graph.get(name, ())):
            if found := visit(other):
                return found
        trail.pop()
        done.add(name)
        return []

    for name in sorted(graph):
        if found := visit(name):
            return found
    return []


@pytest.mark.parametrize("path", [*sources(), *sources("tests")], ids=place)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", sources(), ids=place)
def test_modules_say_what_they_are(path: Path) -> None:
    if path.read_text("utf-8").strip():
        docstring = ast.get_docstring(tree(path))
        assert docstring and docstring.splitlines()[0].strip()[-1] in ".?…:,`"


@pytest.mark.parametrize("path", sources("assistant", "prompts", "vectorstore"), ids=place)
def test_public_classes_and_functions_say_what_they_are(path: Path) -> None:
    silent = [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert not silent


def test_only_the_command_line_prints() -> None:
    for path in sources("assistant", "prompts", "vectorstore"):
        if place(path) in (
            "assistant/cli/main.py",
            "assistant/cli/output.py",
            "assistant/setup/bootstrap.py",
        ):
            continue
        calls = [
            node.lineno
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "print"
        ]
        assert not calls, f"{place(path)} prints in lines {calls}"


def test_no_module_is_named_after_nothing() -> None:
    names = {path.stem for path in sources()}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def test_every_folder_with_modules_is_a_package() -> None:
    """``packages.find`` in pyproject.toml ships what has an ``__init__.py``, and nothing else."""
    homeless = {path.parent for path in sources() if not (path.parent / "__init__.py").exists()}
    assert not homeless
