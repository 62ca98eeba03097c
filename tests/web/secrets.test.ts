import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectInstaller } from './installer.ts';
import { type LocalFrontend, withLocalFrontend } from './local-frontend.ts';

/** The newest refusal of the audit log. */
async function lastRefusal({ state }: LocalFrontend) {
  return (await state.listAudit()).findLast(({ outcome }) => outcome === 'refused');
}

const test = suite('secrets of the bundled service');
test('once, to the host whose token it is; every other wish is refused and written down', () =>
  withLocalFrontend(async (it) => {
    await it.state.setAttributes([
      { scope: 'host', subject: 'compute-0-0', name: 'root_password_hash', value: '$6$1234', secret: true },
      { scope: 'host', subject: 'compute-0-1', name: 'root_password_hash', value: '$6$5678', secret: true },
      // No node of this host looks at it.
      { scope: 'host', subject: 'compute-0-0', name: 'door_code', value: '9999', secret: true },
    ]);
    const first = await it.installer('compute-0-0');
    const second = await it.installer('compute-0-1');
    const refused = async (
      wish: Promise<{ status: number; text: string }>,
      detail: string,
      address: string,
    ) => {
      const { status, text } = await wish;
      assert.is(status, 403, detail);
      assert.not.match(text, /1234|5678|9999|PRIVATE|token|address|used/i, 'not why');
      const entry = await lastRefusal(it);
      assert.is(entry?.detail, detail);
      assert.is(entry?.address, address);
    };
    // What is refused does not spend the token.
    await refused(first.secrets({ from: '127.1.0.77' }), 'address', '127.1.0.77');
    await refused(first.secrets({ name: 'compute-0-1' }), 'host', '127.1.0.1');
    await refused(first.secrets({ name: 'compute-7-7' }), 'host', '127.1.0.1');
    await refused(first.secrets({ token: second.token }), 'host', '127.1.0.1');
    await refused(first.secrets({ token: 'x'.repeat(43) }), 'unknown', '127.1.0.1');
    const answer = await first.secrets();
    assert.is(answer.status, 200);
    assert.match(answer.text, /"root_password_hash":"\$6\$1234"/);
    assert.not.match(answer.text, /5678|door_code|9999/);
    const delivery = (await it.state.listAudit({ host: 'compute-0-0' })).findLast(
      ({ outcome }) => outcome === 'done',
    );
    assert.is(delivery?.address, '127.1.0.1');
    await refused(first.secrets(), 'used', '127.1.0.1');
    await refused(first.secrets({ from: '127.1.0.2' }), 'used', '127.1.0.2');
    // A newer boot script ends an older token.
    const again = await it.installer('compute-0-1');
    await refused(second.secrets(), 'unknown', '127.1.0.2');
    // An action that is not "install" any more.
    await it.state.setBootAction(['compute-0-1'], 'os');
    await refused(again.secrets(), 'action', '127.1.0.2');
    // The journal says nothing of it, least of all the values.
    assert.not.match(it.journal(), /1234|5678|9999/);
    assert.not(it.journal().includes(first.token));
  }));
test('an old token is dead', () =>
  withLocalFrontend(async (it) => {
    const host = (await it.state.findHost('compute-0-0'))!;
    const machine = await it.installer(host.name);
    const token = await it.state.createToken({
      host: host.name,
      mac: host.macs[0]!,
      address: host.address,
      lifetimeSeconds: 1,
    });
    await new Promise((done) => setTimeout(done, 2100));
    assert.is((await machine.secrets({ token })).status, 403);
    assert.is((await lastRefusal(it))?.detail, 'expired');
  }));
test('a certificate of somebody else is not trusted', () =>
  withLocalFrontend((mine) =>
    withLocalFrontend(async (other) => {
      const host = (await mine.state.findHost('compute-0-0'))!;
      const { readFileSync } = await import('node:fs');
      const ca = readFileSync(`${mine.folder}/var/lib/cairn/tls/frontend.pem`, 'utf8');
      // The boot script comes from the right one, and somebody answers in its place.
      const machine = await connectInstaller({ url: mine.url, ca, port: other.port, host });
      const error = await machine.secrets().then(
        () => undefined,
        (reason: Error) => reason,
      );
      assert.match(String(error), /certificate/i);
    }),
  ));
test.run();
