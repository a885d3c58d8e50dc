"""Import contracts that hold for every feature, those to come included, without naming any."""

from collections.abc import Iterator, Mapping
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT = "bot"
INNER = ("store", "handlers", "jobs")
"""What only the feature itself may use; others go through its service."""
Broken = list[tuple[str, str]]
"""Importer and imported of each import that is not allowed."""


class _ImportContract(Contract):
    """A contract about single imports."""

    def find_broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        """Yield each import that is not allowed."""
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return whether the contract is kept."""
        del verbose
        broken = sorted(set(self.find_broken(graph)))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that is not allowed."""
        metadata: Mapping[str, Broken] = check.metadata
        for importer, imported in metadata["broken"]:
            output.print_error(f"{importer} imports {imported}", bold=False)
        output.new_line()


class SealedContract(_ImportContract):
    """Packages that import nothing of the bot but what is their own."""

    type_name = "sealed"
    modules = fields.ListField(subfield=fields.StringField())

    def find_broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        """Yield each import from a sealed package of anything else of the bot."""
        for sealed in cast("list[str]", self.modules):
            for importer in {sealed, *graph.find_descendants(sealed)}:
                for imported in graph.find_modules_directly_imported_by(importer):
                    if _is_in(imported, ROOT) and not _is_in(imported, sealed):
                        yield importer, imported


class FeaturesContract(_ImportContract):
    """Every folder with a `feature.py` is used through its service by all others."""

    type_name = "features"
    allowed_importers = fields.ListField(subfield=fields.StringField())

    def find_broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        """Yield each import from elsewhere of a feature's queries, handlers and jobs."""
        for feature in graph.find_children(ROOT):
            if f"{feature}.feature" not in graph.modules:
                continue
            allowed = (feature, *cast("list[str]", self.allowed_importers))
            for inner in (f"{feature}.{name}" for name in INNER):
                if inner not in graph.modules:
                    continue
                for imported in {inner, *graph.find_descendants(inner)}:
                    for importer in graph.find_modules_that_directly_import(imported):
                        if not any(_is_in(importer, it) for it in allowed):
                            yield importer, imported


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
