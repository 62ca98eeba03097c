import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { readState } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import { keepRecord } from '../../../builder/boot/record/keep-record.ts';
import { HOST_RECORD, parseJsonDocument } from '../../../builder/model/documents/mod.ts';
import { HOST_KEY_PATH, HOST_PATHS } from '../../../builder/model/mod.ts';
import { bundle, debconf, machine } from '../../fakes/tiny-installation.ts';

const RECORD = `${PATHS.target}${HOST_PATHS.record}`;

const test = suite('the record of an installation');

test('says what the machine was made to, for root alone, with versions and checksums', () => {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) => {
    if (command.includes('dpkg-query')) return { lines: ['installed curl:amd64 8.14', 'config-files old 1'] };
    return undefined;
  });
  assert.is(runStep('hook', fake, debconf().client), 0);
  // Another one takes its place when the frontend starts
  fake.files.set(`${PATHS.target}${HOST_KEY_PATH}`, 'the key of a package');
  keepRecord(fake, readState(fake));
  const record = parseJsonDocument(HOST_RECORD, fake.files.get(RECORD)!);
  assert.is(record.appliance, 'frontend');
  assert.equal(record.versions, { curl: '8.14' });
  assert.is(record.attributes['timezone'], 'UTC');
  const names = record.things.map(({ kind, name }) => `${kind} ${name}`);
  assert.equal(names.sort(), [
    'kernel options',
    'kernel seconds of the boot menu',
    'script post all',
    'setting cairn_timezone UTC',
    'storage part /',
  ]);
  assert.match(fake.files.get(`${PATHS.target}${HOST_PATHS.key}`)!, /^[0-9a-f]{64}\n$/);
  assert.is(fake.modes.get(`${PATHS.target}${HOST_PATHS.key}`), 0o600);
  assert.is(fake.modes.get(RECORD), 0o600);
  assert.is(fake.modes.get(`${PATHS.target}${HOST_PATHS.files}`), 0o600);
});

test.run();
