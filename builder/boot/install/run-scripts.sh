#!/bin/sh
# Runs scripts of the configuration graph when the machine starts, one after the other: run-scripts once|until LIST FOLDER
# LIST has a line for each: file, seconds, further tries, units that it waits for ("-": none), and whose it is.
# once: the first that fails at its last try ends it. until: each again and again, until it succeeds or its time is over.
# How it failed is left in a file, one line, for whoever tells the frontend.
set -u
mode=$1 list=$2 folder=$3
failure=/run/cairn-start-failure
tab=$(printf '\t')

seconds_up() {
  read -r up rest </proc/uptime
  echo "${up%%.*}"
}

# What a script said last, if anything: what this one says begins with whose it is
last_words() {
  timeout 10 journalctl --sync >/dev/null 2>&1
  line=$(journalctl --quiet --no-pager --output=cat --lines=1 "_SYSTEMD_INVOCATION_ID=${INVOCATION_ID:-none}" 2>/dev/null)
  case $line in "$origin: "*) ;; *) printf '%s' "$line" ;; esac
}

give_up() {
  (umask 077 && printf '%s: %s\n' "$origin" "$1" >"$failure")
  printf '%s: %s\n' "$origin" "$1" >&2
  exit 1
}

# The status of a script as words, and what it said last
describe() {
  said=$(last_words)
  case $1 in
    124 | 137) what="did not end within $2 s" ;;
    *) what="ended with status $1" ;;
  esac
  echo "$what${said:+: $said}"
}

wait_for_unit() {
  limit=$within
  [ "$limit" -gt 0 ] || limit=1800
  end=$(($(seconds_up) + limit))
  while :; do
    state=$(systemctl show --property=ActiveState --value -- "$1")
    case $state in
      active | reloading) return ;;
      failed) give_up "$1 has failed" ;;
      # One that has ended, and not failed, has done what it is for
      inactive) [ "$(systemctl show --property=InactiveEnterTimestampMonotonic --value -- "$1")" = 0 ] || return 0 ;;
    esac
    [ "$(seconds_up)" -lt "$end" ] || give_up "waited $limit s for $1 ($state)"
    sleep 1
  done
}

run_once() {
  pause=5
  for unit in $units; do
    [ "$unit" = - ] || wait_for_unit "$unit"
  done
  while :; do
    timeout --kill-after=10 "$within" "$folder/$file" </dev/null 3<&- && return
    status=$?
    [ "$retry" -gt 0 ] || give_up "$(describe "$status" "$within")"
    echo "$origin: status $status, again in $pause s"
    sleep "$pause"
    retry=$((retry - 1))
    pause=$((pause * 2))
    [ "$pause" -le 300 ] || pause=300
  done
}

run_until() {
  pause=1
  end=$(($(seconds_up) + within))
  left=$within
  while :; do
    timeout --kill-after=10 "$left" "$folder/$file" </dev/null 3<&- && return
    status=$?
    left=$((end - $(seconds_up) - pause))
    [ "$left" -gt 0 ] || give_up "$(describe "$status" "$within")"
    echo "$origin: status $status, again in $pause s"
    sleep "$pause"
    [ "$pause" -ge 15 ] || pause=$((pause * 2))
  done
}

origin='The scripts'
rm -f "$failure"
# systemd ends what takes longer than the unit may
trap 'give_up "did not end in time"' TERM
while IFS=$tab read -r file within retry units origin <&3; do
  echo "$origin: begins"
  "run_$mode"
done 3<"$list"
