#!/bin/bash
# appliance: ca
# within: 180
# Persons of this machine's authority sign on; who is revoked, a stranger and a certificate of a server are refused.
set -euo pipefail
own=/etc/cairn/certificates
work=$(mktemp -d)
cd "$work"
whoami() { curl --silent --show-error --cacert "$own/ca.pem" "$@" "https://$(hostname)/whoami"; }
until_true() {
  for _ in $(seq 60); do
    if "$@"; then return; fi
    sleep 1
  done
  echo "Never: $*"
  return 1
}
two_lists() { [ "$(grep -c 'BEGIN X509 CRL' "$own/crl.pem")" = 2 ]; }
until_true two_lists

echo secret | cairn-ca issue carol carol.p12
echo secret | cairn-ca issue mallory mallory.p12 30
carol=(--cert-type P12 --cert carol.p12:secret)
mallory=(--cert-type P12 --cert mallory.p12:secret)
[ "$(whoami "${carol[@]}")" = carol ]
[ "$(whoami "${mallory[@]}")" = mallory ]
cairn-ca revoke mallory
is_refused() { [ "$(whoami --output /dev/null --write-out '%{http_code}' "$@")" = 400 ]; }
until_true is_refused "${mallory[@]}"
[ "$(whoami "${carol[@]}")" = carol ]
[ "$(whoami)" = 'Nobody knows who you are' ]
# A server's certificate is no person's
is_refused --cert "$own/page/chain.pem" --key "$own/page/key.pem"

# Nobody gets a certificate of another machine, for a service that no node names, or from a port that is not root's
ask() { curl --silent --output /dev/null --write-out '%{http_code}' "${@:2}" "http://frontend/boot/tls/$1?request=$(printf 'A%.0s' {1..200})&signature=$(printf 'A%.0s' {1..200})"; }
[ "$(ask stranger/page --local-port 600-1023)" = 403 ]
[ "$(ask "$(hostname)/nothing" --local-port 600-1023)" = 403 ]
[ "$(ask "$(hostname)/page")" = 403 ]
