#!/bin/sh
# start-container.sh GROUP OWN LOWER ROOT PROGRAM...: mounts a machine's root and becomes its container.
set -eu
group=/sys/fs/cgroup/$1
own=$2
root=$4
mkdir -p "$group" "$root"
echo $$ >"$group/cgroup.procs"
rm -rf "$own/work"
mkdir "$own/work"
mount -t overlay -o "lowerdir=$3,upperdir=$own/upper,workdir=$own/work,volatile" overlay "$root"
# Its cards are virtual ones: what is for real cards alone is for them too
for file in "$root"/etc/systemd/network/*.network; do
  if [ -f "$file" ] && grep -q '^Kind=!' "$file"; then
    mkdir -p "$file.d"
    printf '[Match]\nKind=\n' >"$file.d/90-cairn-try.conf"
  fi
done
shift 4
exec "$@" >"$own/console.log" 2>&1
