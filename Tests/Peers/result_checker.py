#!/usr/bin/env python3
"""Checks results of runs against a JSON Schema: `result_checker.py SCHEMA`.

Each line of standard input is the path of a result; the answer is one line, `valid` or what is wrong first.
"""

import json
import sys

from jsonschema import Draft202012Validator


def main():
    with open(sys.argv[1]) as file:
        check = Draft202012Validator(json.load(file))
    for line in sys.stdin:
        with open(line.rstrip("\n")) as file:
            mistake = next(check.iter_errors(json.load(file)), None)
        words = "valid" if mistake is None else f"{mistake.json_path}: {mistake.message[:500]}"
        print(" ".join(words.split()), flush=True)


if __name__ == "__main__":
    main()
