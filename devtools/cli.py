"""The commands of dev.py."""

import argparse
import sys
from collections.abc import Sequence

from devtools import benching, checks, corpora, css, locks, passwords, run, testing
from devtools.console import DevError, paint, say
from devtools.environment import ensure_environment

# What follows these is passed on.
TAKES_MORE = ("test", "bench")


def main(arguments: Sequence[str]) -> int:
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.command not in TAKES_MORE:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return _perform(options, rest)
    except DevError as reason:
        say(paint(str(reason), "red"))
        return 1
    except KeyboardInterrupt:
        say("Ended.")
        return 130


def _perform(options: argparse.Namespace, rest: list[str]) -> int:
    match options.command:
        case "run":
            return run.run(reload=options.reload)
        case "test":
            return testing.test(fast=options.fast, arguments=rest)
        case "test-corpora":
            return corpora.run(given=options.folder, on_mariadb=options.mariadb)
        case "bench":
            return benching.bench(rest)
        case "setup":
            ensure_environment("test")
            say("The environment is ready: .venv")
            return 0
        case "check":
            ensure_environment("test")
            return checks.check()
        case "fmt":
            ensure_environment("test")
            return checks.fix()
        case "css":
            ensure_environment("test")
            return css.build()
        case "lock":
            return locks.lock(upgrade=options.upgrade)
        case "common-passwords":
            return passwords.write_digests()
    raise AssertionError(options.command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Run, test and look after Belanjain.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, allow_abbrev=False)

    command("run", "serve the shop on this machine, with demo data").add_argument(
        "--reload", action="store_true", help="restart the web server when the code changes"
    )
    command("test", "checks and the whole suite; further arguments go to pytest").add_argument(
        "--fast", action="store_true", help="SQLite only, without checks and coverage"
    )
    large = command("test-corpora", "send the large corpora of bad input to every form and page")
    large.add_argument("--folder", default="", help="where they are; else CORPORA, else beside us")
    large.add_argument("--mariadb", action="store_true", help="on MariaDB instead of SQLite")
    command("bench", "name the benchmarks; further arguments run them")
    command("setup", "make .venv with everything that running and testing need")
    command("check", "the static checks")
    command("fmt", "format the code and fix what can be fixed")
    command("css", "build the stylesheet and the icons")
    command("lock", "write the requirements files anew from pyproject.toml").add_argument(
        "--upgrade", action="store_true", help="take the newest allowed versions"
    )
    command("common-passwords", "write the digests of the commonest passwords anew")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
