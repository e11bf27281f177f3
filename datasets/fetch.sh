#!/usr/bin/env bash
# Brings public data sets from where their authors keep them, each at one commit. They are for evaluation only: none of
# them is part of this repository, and none may be committed to it. Needs bash, curl, tar and sha256sum.
set -euo pipefail

# name | repository on GitHub | commit | licence | what of it
readonly SETS='
nab|numenta/NAB|ea702d7|MIT|data labels LICENSE.txt
skab|waico/SKAB|b2c0d46|GPL-3.0: data only, never in a package|data LICENSE
batadal|rtaormina/aeed|7851be0ed47fab100bd5a90f5c283cd2dd4fab2f|none stated: public competition data|data README.md
hdfs|wuyifan18/DeepLog|f3ba44d|MIT; the HDFS log itself under the terms of Loghub, for research|data LICENSE
mms|matousp/datasets|2024c56|open, of Brno University of Technology: cite its authors|mms-test README.md
robot|HongminWu/UCI-RobotExecutionFaliuresDataSet|124e45e0f363761a09799ae603dee3b1928db5d4|CC BY 4.0, of the UCI repository: cite its donors|.
'

usage() {
    cat <<'TEXT'
fetch.sh TARGET [NAME...]   brings the sets of these names, or all, into folders of TARGET
fetch.sh --list             names them: name, repository, commit, licence, what of it
TEXT
}

sets() { printf '%s' "$SETS" | sed '/^$/d'; }

# Of each file its sum, and beside that where it came from.
fetch() {
    local target=$1 name=$2 repository=$3 commit=$4 licence=$5 paths=$6
    local url="https://github.com/$repository/archive/$commit.tar.gz" folder="$target/$name" archive part
    printf '%s: %s at %s, licence: %s\n' "$name" "$repository" "$commit" "$licence"
    archive=$(mktemp)
    curl --fail --silent --show-error --location --retry 3 --output "$archive" "$url"
    mkdir -p "$folder"
    local wanted=()
    for part in $paths; do
        if [ "$part" = . ]; then wanted=(); break; fi
        wanted+=("*/$part")
    done

    tar --extract --gzip --file "$archive" --directory "$folder" --strip-components 1 --wildcards "${wanted[@]}"
    {
        printf 'set: %s\nrepository: https://github.com/%s\ncommit: %s\nlicence: %s\n' \
            "$name" "$repository" "$commit" "$licence"
        printf 'archive: %s\nsha256 of archive: %s\n' "$url" "$(sha256sum "$archive" | cut -d ' ' -f 1)"
    } >"$folder/SOURCE.txt"
    (cd "$folder" && find . -type f ! -name SHA256SUMS ! -name SOURCE.txt -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
    rm -f "$archive"
}

main() {
    case "${1:-}" in
        --list) sets; return ;;
        '' | -*) usage >&2; return 2 ;;
    esac
    local target=$1 root wanted name repository commit licence paths
    shift
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
    for wanted in "$@"; do
        if ! sets | grep -q "^$wanted|"; then printf '%s: no such set; --list names them\n' "$wanted" >&2; return 2; fi
    done

    case "$(realpath --canonicalize-missing "$target")/" in
        "$root"/*) printf '%s: lies in the repository, where data of others does not belong\n' "$target" >&2; return 2 ;;
    esac
    mkdir -p "$target"
    while IFS='|' read -r name repository commit licence paths; do
        if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
        fetch "$target" "$name" "$repository" "$commit" "$licence" "$paths"
    done < <(sets)
}

main "$@"
