#!/bin/sh
# prepare-root.sh INITRD ROOT LAYERS OWN [MEDIUM...]: the installer's root as it is after its kernel has started.
#   INITRD  Debian's initrd with Cairn's overlay, unpacked; it stays as it is. More folders, by ":", the uppermost first
#   ROOT    becomes the installer's root at ROOT/at
#   LAYERS  of all machines; OWN: of this machine alone
#   MEDIUM  the medium's folder, and before it what lies over it
set -eu
# Of an installation before this one nothing is there but what is kept
rm -rf "$4/upper" "$4/work" "$4/laid"
mkdir -p "$2/upper" "$2/work" "$2/at" "$4/upper" "$4/work"
mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work,volatile" overlay "$2/at"
cd "$2/at"
mkdir -p target run/cairn/source run/cairn/trial/layers run/cairn/trial/machine var/log/cairn
at=$2/at
layers=$3
own=$4
shift 4
case $# in
  0) ;;
  1) mount --bind -o ro "$1" "$at/run/cairn/source" ;;
  *) mount -t overlay -o "ro,lowerdir=$1:$2" overlay "$at/run/cairn/source" ;;
esac
mount --bind "$layers" run/cairn/trial/layers
mount --bind "$own" run/cairn/trial/machine
# No disk of the host is to be seen
mount -t tmpfs -o mode=0755,nosuid tmpfs dev
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
mknod -m 666 dev/tty c 5 0
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
