#!/bin/sh
# lay-over.sh FOLDER FILE...: unpacks initrd archives over each other, compressed or not, as the kernel does.
set -eu
folder=$1
shift
for file in "$@"; do
  zstd -dcqf "$file" >"$folder/.archive"
  cpio -idmu --quiet --no-absolute-filenames -D "$folder" <"$folder/.archive"
  rm "$folder/.archive"
done
