import * as assert from 'uvu/assert';
import type { FrontendMachine } from './frontend-machine.ts';

/**
 * Asks for secrets with a token that was good once: from its own host, and from another address. Both are refused and
 * written down.
 */
export async function replayToken(frontend: FrontendMachine, host: string, address: string): Promise<void> {
  const ssh = `ssh -o BatchMode=yes ${host}`;
  const token = await frontend.must(
    `${ssh} "grep -ohm1 'cairn.token=[A-Za-z0-9_-]*' /var/log/installer/syslog" | head -n 1 | cut -d= -f2`,
  );
  assert.match(token, /^[A-Za-z0-9_-]{20,}$/, 'the token of the installation');
  const url = `https://${address}:8443/v1/hosts/${host}/secrets`;
  const refusals = async (): Promise<number> =>
    Number(await frontend.must('cairn audit | grep -c refused || true'));
  const before = await refusals();
  const curl = `curl --silent --insecure --request POST --header "Authorization: Bearer ${token}" ${url}`;
  assert.match(await frontend.must(curl), /not for you/);
  // The host itself has no curl; its own wget is python's
  const python = `import ssl,urllib.request as r
try: r.urlopen(r.Request("${url}",method="POST",headers={"Authorization":"Bearer ${token}"}),context=ssl._create_unverified_context()); print("given")
except Exception as e: print(e)`;
  const encoded = Buffer.from(python).toString('base64');
  assert.match(await frontend.must(`${ssh} "echo ${encoded} | base64 -d | python3"`), /HTTP Error 403/);
  assert.is(await refusals(), before + 2, 'both are in the audit log');
}
