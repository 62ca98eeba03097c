#!/bin/sh
# make-stick.sh FOLDER: of FOLDER/site.yaml, a stick with answers: FOLDER/stick.img.
set -eu
truncate -s 8M "$1/stick.img"
mkfs.fat -n CAIRN "$1/stick.img" >/dev/null
mcopy -i "$1/stick.img" "$1/site.yaml" ::site.yaml
