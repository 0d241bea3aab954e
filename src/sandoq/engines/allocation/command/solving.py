"""Read a question, solve it, write the plan whole or not at all."""

import argparse
import json
import sys
from importlib import import_module

from sandoq.common.files import write_whole
from sandoq.engines.allocation.command.speaking import Bar, refusing, say
from sandoq.engines.allocation.documents import input_sha256, read_document


def run(arguments: argparse.Namespace) -> int:
    """One topic of `sandoq plan`; status 0 with a plan, 1 with a refusal on standard error."""
    return refusing(lambda: _solve(arguments))


def _solve(arguments: argparse.Namespace) -> int:
    topic = import_module(f"sandoq.engines.allocation.command.{arguments.topic}")
    read = getattr(topic, "read", None)
    question = read(arguments) if read else read_document(arguments.input, kinds=[arguments.topic])
    bar = Bar(limit_seconds=arguments.time_limit)
    plan = topic.solve(question, arguments, bar)
    bar.end()
    document = {
        "sandoq_plan": 1,
        "kind": f"{arguments.topic}-plan",
        "input_sha256": input_sha256(question),
        **plan,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        write_whole(arguments.output, text)
        say(str(arguments.output))
    return 0
