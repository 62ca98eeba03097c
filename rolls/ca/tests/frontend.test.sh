#!/bin/bash
# appliance: frontend
# needs: { ca: 1 }
# within: 180
# A person whom the frontend certified signs on at the page, until it is revoked.
set -euo pipefail
page=$(cairn host list --format nodes --group ca)
work=$(mktemp -d)
cd "$work"
echo secret | cairn certificate issue bob --output bob.p12
whoami() { curl --silent --show-error --cacert /etc/cairn/certificates/ca.pem --cert-type P12 --cert bob.p12:secret "$@" "https://$page/whoami"; }
[ "$(whoami)" = bob ]
cairn certificate revoke bob
cairn run "$page" -- systemctl start cairn-certificates.service
for _ in $(seq 30); do
  code=$(whoami --output /dev/null --write-out '%{http_code}')
  [ "$code" != 400 ] || exit 0
  sleep 1
done
echo "A revoked person gets $code"
exit 1
