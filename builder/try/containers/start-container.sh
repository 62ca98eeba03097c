#!/bin/sh
# start-container.sh GROUP LOG PROGRAM...: becomes a container in its control group; its console goes to a file.
set -eu
group=/sys/fs/cgroup/$1
log=$2
mkdir -p "$group"
echo $$ >"$group/cgroup.procs"
shift 2
exec "$@" >"$log" 2>&1
