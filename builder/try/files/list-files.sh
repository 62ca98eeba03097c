#!/bin/sh
# list-files.sh FOLDER: what a machine has of its own, a line for each: type, mode, owners, path, target of a link, by tabs;
# then checksums of its files.
set -eu
cd "$1"
find . -path './work' -prune -o -path './kept' -prune -o -path './laid/*/work' -prune -o \
  \( -type f -o -type l -o -type c \) -printf '%y\t%m\t%U:%G\t%P\t%l\n'
find . -path './work' -prune -o -path './kept' -prune -o -path './laid/*/work' -prune -o \
  -type f -exec sha256sum {} +
