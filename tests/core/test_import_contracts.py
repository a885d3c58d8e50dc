"""The import contracts find what they are for, in features that nobody has named to them."""

from typing import Any

import pytest
from grimp import ImportGraph

from tests.import_contracts import FeaturesContract, SealedContract

MODULES = (
    "bot",
    "bot.core",
    "bot.core.money",
    "bot.features",
    "bot.notes",
    "bot.notes.feature",
    "bot.notes.handlers",
    "bot.notes.service",
    "bot.notes.store",
    "bot.notes.store.rows",
    "bot.orders",
    "bot.orders.service",
)


def broken(contract: type[Any], importer: str, imported: str, **options: list[str]) -> bool:
    graph = ImportGraph()
    for module in MODULES:
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported)
    check = contract("", {}, options).check(graph, False)
    assert check.metadata["broken"] == ([] if check.kept else [(importer, imported)])
    return not check.kept


@pytest.mark.parametrize(
    ("importer", "imported", "is_broken"),
    [
        ("bot.orders.service", "bot.notes.service", False),
        ("bot.orders.service", "bot.notes.store", True),
        ("bot.orders.service", "bot.notes.store.rows", True),
        ("bot.notes.service", "bot.notes.store.rows", False),
        ("bot.notes.feature", "bot.notes.handlers", False),
        ("bot.features", "bot.notes.handlers", False),
        ("bot.core.money", "bot.notes.handlers", True),
    ],
)
def test_features_use_each_other_through_their_services(
    importer: str, imported: str, is_broken: bool
) -> None:
    options = {"allowed_importers": ["bot.features"]}
    assert broken(FeaturesContract, importer, imported, **options) is is_broken


@pytest.mark.parametrize(
    ("importer", "imported", "is_broken"),
    [
        ("bot.core.money", "bot.notes.service", True),
        ("bot.core.money", "bot", True),
        ("bot.core.money", "bot.core", False),
        ("bot.notes.service", "bot.core.money", False),
    ],
)
def test_what_is_sealed_imports_only_its_own(
    importer: str, imported: str, is_broken: bool
) -> None:
    assert broken(SealedContract, importer, imported, modules=["bot.core"]) is is_broken
