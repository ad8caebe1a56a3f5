"""Where the Makefile puts things."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
DEMOS = ROOT / "tests" / "demo"
PYTHON_OF_THE_DEMO = BUILD / "demo-venv" / "bin" / "python"
DOCS = ROOT / "docs"
PYTHON_OF_THE_DOCS = BUILD / "docs-venv" / "bin" / "python"


def only(pattern: str) -> Path:
    """The one artefact in .build/dist that fits the pattern."""
    (found,) = (BUILD / "dist").glob(pattern)
    return found
