"""Conventions that were said twice, as tests."""

from __future__ import annotations

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


def test_stock_is_assigned_in_no_other_place_than_the_inventory() -> None:
    """One function changes stock (DESIGN 3)."""
    inventory = tuple(
        path.relative_to(ROOT).as_posix() for path in (ROOT / "app" / "inventory").glob("*.py")
    )
    assert found(r"\.stock\s*[-+]?=[^=]|values\([^)]*\bstock=", PYTHON, but=inventory) == []


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
