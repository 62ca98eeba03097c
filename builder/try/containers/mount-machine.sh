#!/bin/sh
# mount-machine.sh ROOT OWN LOWER [KIND AT NAME LOWER]...: mounts a machine's root, and the folders in it that are not a part of it.
#   ROOT   where it is mounted
#   OWN    what the machine has of its own
#   LOWER  layers by ":", the uppermost first
#   KIND   kept: OWN/NAME as it is; laid: LOWER with what is the machine's own over it. AT is the place on the machine.
set -eu
root=$1
own=$2
lay() { # lay LOWER FOLDER PLACE
  rm -rf "$2/work"
  mkdir "$2/work"
  mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work,volatile" overlay "$3"
}
only_folders() { # of a list by ":", those that are there
  list=
  IFS=:
  for one in $1; do
    if [ -d "$one" ]; then list=${list:+$list:}$one; fi
  done
  unset IFS
  printf %s "$list"
}
mkdir -p "$root"
lay "$3" "$own" "$root"
shift 3
while [ $# -gt 0 ]; do
  case $1 in
    kept) mount --bind "$own/$3" "$root$2" ;;
    laid) lay "$(only_folders "$4")" "$own/$3" "$root$2" ;;
  esac
  shift 4
done
# Its cards are virtual ones: what is for real cards alone is for them too
for file in "$root"/etc/systemd/network/*.network; do
  if [ -f "$file" ] && grep -q '^Kind=!' "$file"; then
    mkdir -p "$file.d"
    printf '[Match]\nKind=\n' >"$file.d/90-cairn-try.conf"
  fi
done
