import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDistroContext } from '../../../../builder/distro/mod.ts';
import { makeSiteKey, signText } from '../../../../builder/distro/repository/site-key.ts';
import { withTempDir } from '../../../../builder/io/mod.ts';

// Once in 120 tries two builds at once met in gpg's agent: "A key already exists", when nobody had one yet.

const test = suite('signing by many builds at once');

test('twenty that start without a key make one, and sign alike; no agent is left', () =>
  withTempDir(async (dir) => {
    // A folder whose sockets would have too long a path
    const keysDir = join(
      dir,
      'a folder with blanks, commas and a name that is long enough for sockets to fail',
    );
    mkdirSync(keysDir);
    const builds = Array.from({ length: 20 }, () => createDistroContext({ environment: {}, keysDir }));
    const made = await Promise.all(
      builds.map(async (context) => {
        const signed = await signText(context, 'a text\n', 1_700_000_000);
        return { ...signed, fingerprint: (await makeSiteKey(context)).fingerprint };
      }),
    );
    assert.is(new Set(made.map((each) => JSON.stringify(each))).size, 1);
    const store = join(keysDir, 'gnupg');
    assert.is(readdirSync(join(store, 'private-keys-v1.d')).length, 1);
    assert.is(statSync(store).mode & 0o777, 0o700);
    // An agent that was told to end does so when it can.
    while (listAgents(dir).length > 0) await sleep(50);
  }));

const listAgents = (home: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readCommand)
    .filter((command) => command.includes('gpg-agent') && command.includes(home));

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test.run();
