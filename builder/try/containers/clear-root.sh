#!/bin/sh
# clear-root.sh ROOT: takes back what prepare-root.sh made, and what the installer has mounted in it.
set -eu
umount -R "$1/at"
rm -rf "$1"
