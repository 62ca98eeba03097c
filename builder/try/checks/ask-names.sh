#!/bin/sh
# ask-names.sh [NAME ADDRESS]...: what the machine knows of each name, and of each address; a line of one letter ends each answer.
while [ $# -gt 0 ]; do
  getent ahostsv4 "$1"
  printf '\001\n'
  getent hosts "$2"
  printf '\001\n'
  shift 2
done
