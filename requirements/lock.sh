#!/usr/bin/env bash
# Writes the locks beside this file from pyproject.toml: each package's version, and the SHA-256 of
# all its files, for every platform and every Python from the oldest on. Options go to uv, such as
# --upgrade-package NAME; without one, versions stay as they are locked.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
new=build/locks
llama=llama-cpp-python
mkdir -p $new
cp requirements/*.txt $new

# uv reads no settings of pip's, so it is told which index pip is set to use.
index=$($bin/pip config list | sed -nE "s/^[^=]*\.index-url='(.*)'$/\1/p" | head -n 1)
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi

# compile LOCK ARGUMENTS...; what has to be built to be looked into is built with what is in .venv.
compile() {
  local lock=$1
  shift
  $bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
    --python $bin/python --no-build-isolation --generate-hashes --no-annotate \
    --custom-compile-command "make lock" --output-file "$new/$lock.txt" "${options[@]}" "$@"
}
options=("$@")

# llama.cpp has a lock of its own because it is built, with flags for this processor.
grep -oE "\"$llama[^\"]*\"" pyproject.toml | tr -d '"' | compile llama --no-deps -
compile runtime pyproject.toml --constraint $new/llama.txt --no-emit-package $llama
# What the program needs everywhere is not repeated among what tests need.
mapfile -t installed < <(sed -nE 's/^([a-z0-9-]+)==[^ ;]+ .$/--no-emit-package=\1/p' \
  $new/llama.txt $new/runtime.txt)
compile dev pyproject.toml --extra dev --constraint $new/llama.txt --constraint $new/runtime.txt \
  "${installed[@]}"
compile build --group build --constraint $new/runtime.txt --constraint $new/dev.txt

versions() { sed -nE 's/^([a-z0-9-]+)==([^ ]+).*/\1 \2/p' "$@" | sort -u; }
twice=$(versions $new/*.txt | cut -d ' ' -f 1 | uniq -d)
if [ -n "$twice" ]; then
  echo "Not locked: no one version of" $twice "fits every Python and platform. Narrow in" \
    "pyproject.toml what is asked for, so that one does." >&2
  exit 1
fi
changes=$(diff <(versions requirements/*.txt) <(versions $new/*.txt) | grep '^[<>]' || true)
cp $new/*.txt requirements/
echo "${changes:-Every version is as it was.}"
