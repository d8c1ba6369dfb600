"""The rules of the house, read from the source: who imports whom, how long, how documented.

Exceptions of today are listed beside their rule. A list may only shrink: an entry that is no longer
needed fails the test as an exception that is missing does.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "prompts", "vectorstore", "evals")
# The rooms of the house, bottom up: a room imports from lower layers only. Rooms of one layer do
# not import each other. A room is a package, or a folder or module right below "assistant".
LAYERS = (
    ("messages",),
    ("errors", "setup", "vectorstore", "prompts", "demo"),
    ("settings", "text", "serialization", "scheduling"),
    ("documents", "models"),
    ("evidence", "readers", "storage"),
    ("answers", "ingest", "maintenance", "reviews"),
    ("chat", "comparisons", "drafts"),
    ("export", "library"),
    ("assistant",),
    ("server",),
    ("ui",),
    ("cli",),
    ("evals",),
)
# Imports that climb or go sideways, as "importer room -> imported room".
CLIMBS: set[str] = set()
# Each heavy library, and the modules that may import it.
DOORS = {
    "chromadb": ("vectorstore/dense.py",),
    "citeproc": ("assistant/export/csl.py",),
    "llama_cpp": (
        "assistant/models/llama/abort.py",
        "assistant/models/llama/adapter.py",
        "assistant/models/llama/embedder.py",
        "assistant/models/llama/encoder.py",
        "assistant/models/llama/engine.py",
        "assistant/models/llama/prefix.py",
        "assistant/models/llama/quantize.py",
        "evals/bench/bare_llama.py",
    ),
    "onnxruntime": ("assistant/readers/ocr/networks.py",),
    "gradio": ("assistant/ui/",),
    "gradio_client": (
        "assistant/ui/",
        "evals/bench/lanes.py",
        "evals/robustness/endurance.py",
    ),
    "ray": ("assistant/ingest/cluster/ray_cluster.py", "evals/bench/cluster.py"),
    "huggingface_hub": ("assistant/models/files/hub.py",),
    "mcp": ("assistant/server/mcp.py",),
    "langchain_openai": ("assistant/models/",),
    "httpx": ("assistant/ingest/connection.py", "assistant/ingest/download.py"),
    "httpcore": ("assistant/ingest/connection.py", "assistant/ingest/download.py"),
    "tinycss2": ("assistant/readers/html/stylesheets.py", "assistant/readers/html/visibility.py"),
    "cssselect2": ("assistant/readers/html/cascade.py",),
    "trafilatura": ("assistant/readers/html/article.py",),
    "openpyxl": ("assistant/export/xlsx.py",),
    "docx": ("assistant/export/docx.py",),
    "pypdfium2": ("assistant/readers/pdf/", "evals/bench/bare_pdf.py"),
}
MOST_LINES = 500
MOST_MODULES = 20
# Modules that one other room enters by: each is what the room is for, not that room's own part.
ROOM_DOORS = (
    "assistant.maintenance.archive",
    "assistant.maintenance.doctor",
    "assistant.models.trial",
    "assistant.readers.confinement",
    "assistant.server.mcp",
    "assistant.storage.imports",
    "vectorstore.integrity",
)
OF_NAMED_TUPLES = ("_replace", "_asdict", "_fields")
# Who may print: what talks to a terminal.
PRINTERS = ("assistant/cli/main.py", "assistant/cli/output.py", "assistant/setup/bootstrap.py")
# Modules that reach into the privates of a library, because it offers no other way.
INTO_LIBRARIES = {
    "assistant/models/llama/embedder.py": "llama-cpp-python: the context and batch of a model",
    "assistant/models/llama/encoder.py": "llama-cpp-python: the context, for the abort flag",
    "assistant/models/llama/engine.py": "llama-cpp-python: context, batch and tokens of a model",
    "assistant/models/llama/prefix.py": "llama-cpp-python: the state of a model and its tokens",
    "assistant/models/llama/worker.py": "os._exit: a child that must not clean up its parent's",
    "assistant/readers/__main__.py": "os._exit: a child that must not clean up its parent's",
    "tests/server/test_mcp.py": "mcp: the server below its decorators, which a client is joined to",
    "tests/vectorstore/test_dense.py": "chromadb: the table that forgetting a client relies on",
    "vectorstore/dense.py": "chromadb: its shared system outlives a closed client",
}


def sources(*packages: str) -> list[Path]:
    """The Python files of these packages (all without)."""
    return sorted(
        path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py")
    )


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    return place(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


KNOWN = {module(path) for path in sources()}


def imports(node: ast.AST) -> Iterator[str]:
    """Every module that is imported below a node: in functions and for type checkers too."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, "imports are absolute here"
            assert found.module is not None
            for alias in found.names:
                # "from assistant.readers import html" imports a module, too.
                submodule = f"{found.module}.{alias.name}"
                yield submodule if submodule in KNOWN else found.module


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if parts[0] == "assistant" and len(parts) > 1 else parts[0]


def climbs() -> set[str]:
    rank = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    found = set()
    for path in sources():
        here = room(module(path))
        for name in imports(tree(path)):
            if name.split(".")[0] not in PACKAGES or module(path) == "assistant":
                continue
            there = room(name)
            if there != here and rank[there] >= rank[here]:
                found.add(f"{here} -> {there}")
    return found


def test_imports_point_down() -> None:
    assert climbs() == CLIMBS


def test_every_room_has_a_layer() -> None:
    placed = [name for layer in LAYERS for name in layer]
    assert {room(name) for name in KNOWN} <= set(placed)
    assert len(placed) == len(set(placed))


def test_nothing_imports_the_tests() -> None:
    for path in sources():
        assert not any(name.split(".")[0] == "tests" for name in imports(tree(path))), place(path)


@pytest.mark.parametrize("library", DOORS)
def test_each_heavy_library_has_one_door(library: str) -> None:
    users = {
        place(path)
        for path in sources()
        if any(name.split(".")[0] == library for name in imports(tree(path)))
    }
    assert users, f"nobody imports {library}"
    strangers = {user for user in users if not user.startswith(DOORS[library])}
    assert not strangers, f"{library} is imported by {sorted(strangers)}"


def test_no_module_imports_itself_around_a_corner() -> None:
    """No circle of imports: those inside functions and for type checkers count, too."""
    # "import assistant" loads nothing: its names are imported when they are asked for.
    graph = {
        module(path): {
            name for name in imports(tree(path)) if name in KNOWN and name not in PACKAGES
        }
        - {module(path)}
        for path in sources()
        if module(path) != "assistant"
    }
    assert sorted(circles(graph)) == CIRCLES


CIRCLES: list[list[str]] = []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that reach each other (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph.get(name, ())):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found


def test_no_folder_is_a_drawer() -> None:
    """A newcomer finds the room: no folder has more than twenty modules."""
    counts = Counter(path.parent for path in sources() if path.name != "__init__.py")
    crowded = {place(folder): count for folder, count in counts.items() if count > MOST_MODULES}
    assert not crowded


def test_a_part_of_one_module_lies_in_the_same_room() -> None:
    """What a single module of another room imports is a part of that module, or a room's door."""
    users: dict[str, set[str]] = {}
    for path in sources():
        for name in imports(tree(path)):
            if name in KNOWN and name != module(path):
                users.setdefault(name, set()).add(module(path))
    astray = {
        name: user
        for name, (user, *others) in users.items()
        if not others and not name.startswith(f"{user.rpartition('.')[0]}.")
        if room(name) != room(user) and name not in PACKAGES and name not in ROOM_DOORS
    }
    assert not astray


def test_every_folder_with_modules_is_a_package() -> None:
    """``packages.find`` in pyproject.toml ships what has an ``__init__.py``, and nothing else."""
    homeless = {path.parent for path in sources() if not (path.parent / "__init__.py").exists()}
    assert not homeless


def test_the_tests_mirror_the_folders() -> None:
    """Tests of a folder's modules lie in a folder of its name, and bear a module's name."""
    astray = []
    for path in sources("tests"):
        folder = path.parent.relative_to(ROOT / "tests")
        if not path.name.startswith("test_") or folder.parts[:1] in ((), ("e2e",)):
            continue
        homes = [ROOT / "assistant" / folder, ROOT / folder]
        names = {module.stem for home in homes for module in home.glob("*.py")}
        names |= {"main"} if "__main__" in names else {folder.name}
        if not any(path.stem[5:] == name or path.stem[5:].startswith(f"{name}_") for name in names):
            astray.append(place(path))
    assert not astray


@pytest.mark.parametrize("path", [*sources(), *sources("tests")], ids=place)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", sources(), ids=place)
def test_modules_say_what_they_are(path: Path) -> None:
    docstring = ast.get_docstring(tree(path))
    assert docstring and docstring.splitlines()[0].strip()[-1] in ".?…:,`"


@pytest.mark.parametrize("path", sources(), ids=place)
def test_public_classes_and_functions_say_what_they_are(path: Path) -> None:
    assert not list(silent(tree(path), ""))


def silent(node: ast.Module | ast.ClassDef, within: str) -> Iterator[str]:
    """The public classes, functions and methods of a module that have no docstring."""
    for item in node.body:
        if isinstance(item, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if item.name.startswith("_"):
                continue
            if not ast.get_docstring(item):
                yield f"{within}{item.name}"
            if isinstance(item, ast.ClassDef):
                yield from silent(item, f"{within}{item.name}.")


def test_a_silent_method_would_be_found() -> None:
    code = 'class A:\n    "It."\n    def b(self): ...\n    def _c(self): ...\ndef d(): ...'
    assert list(silent(ast.parse(code), "")) == ["A.b", "d"]


def test_doctests_show_something() -> None:
    """An example whose answer is empty shows nothing."""
    empty = re.compile(r">>> [^\n]*\(\[?\]?\)\n\s*(?:\[\]|\{\}|\(\)|'')\n")
    assert not [place(path) for path in sources() if empty.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", [*sources(), *sources("tests")], ids=place)
def test_no_module_reaches_into_the_privates_of_another(path: Path) -> None:
    if place(path) not in INTO_LIBRARIES:
        assert not list(private_uses(tree(path)))


def private_uses(node: ast.Module) -> Iterator[str]:
    """Private names taken from another module, or from objects of a class defined elsewhere."""
    own = {item.name for item in ast.walk(node) if isinstance(item, ast.FunctionDef)}
    for item in ast.walk(node):
        if isinstance(item, ast.ImportFrom):
            yield from (
                f"{item.module}.{alias.name}" for alias in item.names if is_private(alias.name)
            )
        elif (
            isinstance(item, ast.Attribute)
            and is_private(item.attr)
            and item.attr not in own
            and ast.unparse(item.value) not in ("self", "cls", "super()", "other")
        ):
            yield ast.unparse(item)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in OF_NAMED_TUPLES


def test_scripts_are_spelled_in_one_place() -> None:
    """Ranges of Chinese and Japanese characters have names in ``text`` and ``vectorstore``."""
    spelled = re.compile(r"\\u(?:3[04]|4e)[0-9a-f]{2}-")
    homes = ("assistant/text/", "vectorstore/analyzer.py")
    strangers = {place(path) for path in sources() if spelled.search(path.read_text("utf-8"))}
    assert not {name for name in strangers if not name.startswith(homes)}


def test_only_the_command_line_prints() -> None:
    for path in sources("assistant", "prompts", "vectorstore"):
        if place(path) in PRINTERS:
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
    assert not names & {
        *("utils", "util", "helpers", "helper", "common", "misc", "manager", "base"),
        *("look", "line", "live", "signs", "things", "stuff"),
    }
