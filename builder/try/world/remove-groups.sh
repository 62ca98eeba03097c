#!/bin/sh
# remove-groups.sh FOLDER: removes control groups without processes, the innermost first.
find "$1" -depth -type d -exec rmdir {} +
