"""Conventions that were said twice, as tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app.extensions import db
from app.model import Base

ROOT = Path(__file__).parent.parent.parent
PYTHON = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
MAILS = ROOT / "app" / "templates" / "email"
LONGEST_FILE = 400


def found(pattern: str, files: list[Path], *, but: tuple[str, ...] = ()) -> list[str]:
    """Every place that matches, as file:line."""
    expression = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        if path.relative_to(ROOT).as_posix() not in but
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if expression.search(line)
    ]


def test_one_place_commits() -> None:
    assert found(r"\.commit\(\)", PYTHON, but=("app/db.py",)) == []


def writes_stock(path: Path) -> bool:
    """It assigns to a stock, or writes the column or the ledger by a statement."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Assign(targets=targets) if any(map(is_stock, targets)):
                return True
            case ast.AugAssign(target=target) if is_stock(target):
                return True
            case ast.Call(func=ast.Attribute(attr="values") | ast.Name(id="Variant")):
                given = [keyword.arg for keyword in node.keywords]
                keys = [
                    key for part in node.args if isinstance(part, ast.Dict) for key in part.keys
                ]
                if "stock" in given or any(map(is_stock, keys)):
                    return True
            case ast.Call(func=ast.Name(id="StockMovement")):
                return True
            case ast.Call(func=ast.Name(id="insert"), args=[ast.Name(id="StockMovement")]):
                return True
    return False


def is_stock(node: ast.AST | None) -> bool:
    match node:
        case ast.Attribute(attr="stock") | ast.Constant(value="stock"):
            return True
    return False


def test_one_module_writes_stock_and_its_ledger() -> None:
    """One function changes stock (DESIGN 3)."""
    writers = [path.relative_to(ROOT).as_posix() for path in PYTHON if writes_stock(path)]
    assert writers == ["app/inventory/services.py"]


@pytest.mark.parametrize(
    "statement",
    [
        "variant.stock = 3",
        "variant.stock -= 1",
        "update(Variant).where(x).values(\n    price=1,\n    stock=bindparam('units'),\n)",
        "update(Variant).values({Variant.stock: 0})",
        "update(Variant).values({'stock': 0})",
        "Variant(sku='A', stock=3)",
        "session.add(StockMovement(delta=1))",
        "session.execute(insert(StockMovement), rows)",
    ],
)
def test_a_second_writer_of_stock_would_be_noticed(tmp_path: Path, statement: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(statement)
    assert writes_stock(module)


def test_no_failure_is_hidden_by_a_broad_except() -> None:
    assert found(r"except( Exception| BaseException)?:", PYTHON, but=("app/db.py",)) == []


def test_no_template_trusts_what_people_typed() -> None:
    """B2: nothing is marked safe in a template."""
    assert found(r"\|\s*safe\b|autoescape", TEMPLATES) == []


def test_templates_have_no_inline_script_style_or_handler() -> None:
    """B26, B28: the policy forbids them, so a page that has one is broken. Mails are not pages."""
    pages = [path for path in TEMPLATES if MAILS not in path.parents]
    assert found(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", pages) == []
    assert found(r"hx-on|\bjs:|hx-trigger=\"[^\"]*\[", pages) == []


def test_every_post_form_carries_a_csrf_token() -> None:
    """B30, and U17: a form works without JavaScript, so the token is in the form itself."""
    for path in TEMPLATES:
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.S):
            assert re.search(r"csrf\(\)|csrf_token|hidden_tag|csrf_field", form), (path, form[:200])


def test_files_stay_readable_in_one_sitting() -> None:
    long = [path.name for path in PYTHON if len(path.read_text().splitlines()) > LONGEST_FILE]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [path.relative_to(ROOT) for path in PYTHON if not path.read_text().startswith('"""')]
    assert silent == []


def test_the_migrations_have_one_head_and_readable_names() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    assert len(script.get_heads()) == 1


def test_the_migrations_make_exactly_the_tables_of_the_models(app: Flask) -> None:
    """No drift: what the migrations made and what the models say are the same."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.fixture
def migrations_folder() -> str:
    return str(ROOT / "migrations")


def test_the_migrations_can_be_taken_back(app: Flask, migrations_folder: str) -> None:
    try:
        downgrade(directory=migrations_folder, revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    finally:
        upgrade(directory=migrations_folder)
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())
