# Groups and accounts with the numbers that the graph gives them.
set -e
cairn_number() { # DATABASE NAME NUMBER: fails when another one has the number; prints the number that the name has
  owner=$(getent "$1" "$3" | cut -d: -f1)
  [ -z "$owner" ] || [ "$owner" = "$2" ] || { echo "\"$owner\" has the number $3, which is to be that of \"$2\"" >&2; return 1; }
  known=$(getent "$1" "$2" | cut -d: -f3)
  [ -z "$known" ] || [ "$known" = "$3" ] || { echo "\"$2\" has the number $known, which is to be $3" >&2; return 1; }
  echo "$known"
}
cairn_kind() { # NUMBER: the option for what is the system's own
  [ "$1" -ge 1000 ] || echo --system
}
cairn_group() { # NAME NUMBER
  known=$(cairn_number group "$1" "$2")
  kind=$(cairn_kind "$2")
  [ -n "$known" ] || groupadd ${kind:+"$kind"} --gid "$2" "$1"
}
cairn_account() { # NAME NUMBER GROUP HOME SHELL COMMENT
  known=$(cairn_number passwd "$1" "$2")
  kind=$(cairn_kind "$2")
  [ -n "$known" ] || useradd ${kind:+"$kind"} --uid "$2" --gid "$3" --home-dir "$4" --shell "$5" --comment "$6" \
    --no-create-home "$1"
}
cairn_group data 700
cairn_group portal 701
cairn_account portal 701 portal /srv/portal /usr/sbin/nologin 'The portal'\''s own'
cairn_account worker 702 data /nonexistent /bin/sh ''
