"""The folders in which the Makefile builds."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
DEMOS = ROOT / "tests" / "demo"
PYTHON_OF_THE_DEMO = BUILD / "demo-venv" / "bin" / "python"
DOCS = ROOT / "docs"
PYTHON_OF_THE_DOCS = BUILD / "docs-venv" / "bin" / "python"


def only(pattern: str) -> Path:
    """Return the only artefact in .build/dist that matches the pattern."""
    (found,) = (BUILD / "dist").glob(pattern)
    return found
