#!/usr/bin/env bash
# The rules that no compiler checks: formatting, one module per C library, short files, no crash by choice.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0

complain() {
    echo "$1" >&2
    failed=1
}

# only_in C_MODULE SWIFT_MODULE: nobody else imports the C library.
only_in() {
    local elsewhere
    elsewhere=$(grep -rnE --include='*.swift' "^[^/]*\bimport $1\b" Sources | grep -v "^Sources/$2/")
    [ -z "$elsewhere" ] || complain "$1 belongs to $2 alone:"$'\n'"$elsewhere"
}

swift format lint --strict --recursive Sources Tests Package.swift || failed=1

only_in CLibWebSockets LWSTransport
only_in CLibCurl CurlTransport
only_in CLibUV EventLoop
only_in COpenSSL TLS
only_in CZlib Compression
only_in Yams Profiles
only_in SwiftCSV Profiles

long=$(find Sources -type f -exec wc -l {} + | awk '$2 != "total" && $1 > 400')
[ -z "$long" ] || complain "Files of more than 400 lines:"$'\n'"$long"

# A folder that the package does not name is neither built nor tested, and nothing else says so.
for folder in $(find Sources Tests -name '*.swift' | cut -d/ -f1-2 | sort -u); do
    grep -q "name: \"${folder#*/}\"" Package.swift || complain "$folder is not in Package.swift."
done

crashes=$(grep -rnE --include='*.swift' '\btry!|\bfatalError\b' Sources)
[ -z "$crashes" ] || complain "try! and fatalError: preconditionFailure names the broken invariant instead:"$'\n'"$crashes"

exit $failed
