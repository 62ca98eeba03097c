import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askFrontend, askHosts, type MachineAnswer } from '../../../builder/cli/host/change/ask-machines.ts';
import { APPLY_COMMAND } from '../../../builder/cli/host/change/compose-request.ts';
import type { Run } from '../../../builder/io/mod.ts';
import type { ApplyRequest } from '../../../builder/model/mod.ts';

const REQUEST = { format: 1, appliance: 'compute' } as unknown as ApplyRequest;

/** What is understood of a program that ended so. */
async function understood(exitCode: number, stdout: string, stderr = ''): Promise<MachineAnswer> {
  const run = (async () => ({ exitCode, stdout, stderr })) as unknown as Run;
  return askFrontend('frontend', REQUEST, run);
}

const test = suite('machines are asked');

test('what a program says without an answer is told, its last lines alone', async () => {
  const why = async (...said: Parameters<typeof understood>) => (await understood(...said)).why;
  assert.is(await why(0, 'good morning\n'), 'it ended with status 0');
  assert.is(await why(1, '{"format":1}', 'a\nb\nc\nd\n'), 'it ended with status 1: b; c; d');
  const HINT = '(it has no program for that: install it with this version)';
  assert.is(await why(127, '', 'sh: not found\n'), `it ended with status 127 ${HINT}: sh: not found`);
  assert.is(await why(126, ''), `it ended with status 126 ${HINT}`);
  assert.equal(await understood(75, ''), {
    ...{ host: 'frontend', why: 'somebody else changes it at the moment', isBusy: true },
  });
});

test('an answer is found among other lines', async () => {
  assert.equal(await understood(0, 'motd\n{"format":1,"drift":[]}\n'), {
    ...{ host: 'frontend', answer: { format: 1, drift: [] } },
  });
});

test('hosts get their requests on standard input, and one of which nothing is heard is told', async () => {
  const asked: { words: readonly string[]; input: string }[] = [];
  const run = (async (words: readonly string[], options: { input: string }) => {
    asked.push({ words, input: options.input });
    const said = { host: 'compute-0-1', status: 255, out: '', err: 'ssh: no route to host' };
    return { exitCode: 0, stdout: `${JSON.stringify(said)}\n`, stderr: '' };
  }) as unknown as Run;
  const requests = new Map(['compute-0-0', 'compute-0-1'].map((host) => [host, REQUEST]));
  assert.equal(await askHosts(requests, run), [
    { host: 'compute-0-0', why: 'it gave no answer' },
    { host: 'compute-0-1', why: 'it ended with status 255: ssh: no route to host' },
  ]);
  assert.equal(asked[0]!.words.slice(0, 2), ['python3', '-c']);
  const text = JSON.stringify(REQUEST);
  assert.equal(JSON.parse(asked[0]!.input), {
    ...{ command: APPLY_COMMAND, requests: { 'compute-0-0': text, 'compute-0-1': text } },
  });
});

test.run();
