#!/bin/bash
# appliance: frontend
# needs: { web: 1, blast: 1, database: 1 }
# within: 420
# A person with a certificate searches with BLAST and with HMMER; the queue runs it, and the result is theirs alone. Whoever has no
# certificate, or one that was revoked, is refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
portal=https://web-0-0

person() { # person NAME: a certificate, as a file for curl
  cairn certificate issue "$1" --output "$1.p12" <<<word
  openssl pkcs12 -in "$1.p12" -passin pass:word -nodes -out "$1.pem"
}
as() { # as NAME WORDS...: curl with a person's certificate
  local name=$1
  shift
  curl --silent --show-error --max-time 60 --cacert ca.pem --cert "$name.pem" "$@"
}
status() { as "$@" --output /dev/null --write-out '%{http_code}\n'; }
expect() { # expect WHAT FOUND WANTED
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "$1 must be $3" >&2; exit 1; }
}
sequence='VHLTPEEKSAVTALWGKVNVDEVGGEALGRLLVVYPWTQRFFESFGDLSTPDAVMGNPKVKAHGKKVLGAFSDGLAHLDNLKGTFATLSELHCDKLHVDPENFRLLGNVLVCVLAHHFGKEFTPPVQAAYQKVVAGVANALAHKYH'
ask() { # ask NAME SEARCH SEQUENCE: the address of its result
  as "$1" --output /dev/null --write-out '%{redirect_url}' --header "Origin: $portal" \
    --data-urlencode "search=$2" --data-urlencode "query=$3" "$portal/search.jsp"
}
wait_for() { # wait_for NAME ADDRESS STATE
  local page state=
  for _ in $(seq 90); do
    page=$(as "$1" "$2")
    state=$(sed -n 's/.*id="state"[^>]*>\([a-z]*\)<.*/\1/p' <<<"$page")
    case "$state" in ended | failed) break ;; esac
    sleep 2
  done
  expect "$2" "$state" "$3"
  printf '%s\n' "$page" >page
}

cairn run web-0-0 -- 'cat /etc/cairn/certificates/ca.pem' </dev/null | sed -n '/-----BEGIN/,/-----END/{s/.*-----BEGIN/-----BEGIN/;s/^web-0-0: *//;p}' >ca.pem
person ada
person eve
# A portal that was just installed makes its table first
for _ in $(seq 60); do
  [ "$(status ada "$portal/")" != 200 ] || break
  sleep 2
done
expect 'status of a person' "$(status ada "$portal/")" 200
[[ $(as ada "$portal/") = *'id="person">ada<'* ]]

blast=$(ask ada 'blastp globins' "$sequence")
hmmer=$(ask ada 'hmmscan families' "$sequence")
wait_for ada "$blast" ended
grep -q '<td>HBB_CALAR</td><td>96.575</td>' page
wait_for ada "$hmmer" ended
grep -q '<td>globins4</td>' page

# What is no sequence is refused, and what a program refuses is said
expect 'a command' "$(status ada --header "Origin: $portal" --data-urlencode 'query=ACD; reboot' --data 'search=blastp globins' "$portal/search.jsp")" 400
expect 'a path' "$(status ada --header "Origin: $portal" --data 'query=ACD' --data 'search=blastp ../x' "$portal/search.jsp")" 400
expect 'a form elsewhere' "$(status ada --header 'Origin: https://elsewhere' --data 'query=ACD' --data 'search=blastp globins' "$portal/search.jsp")" 403
expect 'a source' "$(status ada --path-as-is "$portal/WEB-INF/portal.jspf")" 404

# Nobody sees what somebody else found
expect 'a search of somebody else' "$(status eve "$blast")" 404
# The queue's door is for who has its key
expect 'the door of the queue' "$(status ada "$portal:8443/queue.jsp")" 403

expect 'nobody' "$(curl --silent --cacert ca.pem --output /dev/null --write-out '%{http_code}' "$portal/")" 403
cairn certificate revoke eve </dev/null
cairn run web-0-0 -- 'systemctl start cairn-certificates.service' </dev/null
sleep 3
expect 'a revoked person' "$(status eve "$portal/")" 403
expect 'another person' "$(status ada "$portal/")" 200
