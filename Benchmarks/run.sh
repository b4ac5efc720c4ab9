#!/usr/bin/env bash
# Measures the release build beside the minimal epoll client, on a server of its own. See bench.py --help for choices.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 Benchmarks/bench.py "$@"
case " $* " in
*" -h "* | *" --help "*) ;;
*)
    swift run -c release --quiet RecordingBenchmark
    swift run -c release --quiet ParsingBenchmark
    swift run -c release --quiet RequestBenchmark
    swift run -c release --quiet ProfileBenchmark
    ;;
esac
