#!/bin/sh
# lay-over.sh FOLDER FILE...: unpacks initrd archives over each other, compressed or not, as the kernel does.
set -eu
folder=$1
shift
for file in "$@"; do
  zstd -dcqf "$file" >"$folder/.archive"
  # One file may hold several archives, of whole blocks: cpio ends after each, and stands behind it.
  exec 3<"$folder/.archive"
  left=1
  while [ -n "$left" ]; do
    cpio -idmu --quiet --no-absolute-filenames -D "$folder" <&3
    read -r _ at <"/proc/$$/fdinfo/3"
    left=$(tail -c "+$((at + 1))" "$folder/.archive" | tr -d '\0' | head -c 1)
  done
  exec 3<&-
  rm "$folder/.archive"
done
