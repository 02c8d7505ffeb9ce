"""What a test run says in the end."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from devtools.console import in_ci, paint, say
from devtools.packages import install_command


@dataclass
class Report:
    """What is said at the end."""

    closing_lines: list[tuple[str, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)
    missing_packages: list[str] = field(default_factory=list)


def skipped(junit: Path) -> list[str]:
    """The tests that said they cannot run here, with their reason."""
    if not junit.exists():
        return []
    return [
        f"{case.get('classname')}.{case.get('name')} ({reason.get('message')})"
        for case in ElementTree.parse(junit).iter("testcase")
        for reason in case.iter("skipped")
        if reason.get("type") == "pytest.skip"
    ]


def conclude(report: Report) -> int:
    say()
    for database, line in report.closing_lines:
        say(f"{database:<8} {line}")
    if report.impossible:
        say(paint(f"Could not run here ({len(report.impossible)}):", "yellow"))
        for name in report.impossible:
            say(f"  {name}")
    if report.missing_packages:
        say(f"To run them too: {install_command(report.missing_packages)}")
    if report.impossible and in_ci():
        report.failures.append("tests that could not run, which CI does not accept")
    if report.failures:
        say(paint(f"FAILED: {', '.join(report.failures)}", "red"))
        return 1
    say(paint("Everything that ran has passed.", "green"))
    return 0
