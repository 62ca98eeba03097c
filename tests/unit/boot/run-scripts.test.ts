import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

interface Outcome {
  readonly status: number;
  readonly said: string;
  /** One line, or empty. */
  readonly failure: string;
}

const ORIGIN = 'web (mine/nodes/web.xml:3)';

/**
 * Runs the program that a machine runs at its start; what it asks of systemd is answered by `programs`, and no time
 * passes in pauses.
 *
 * @param scripts lines of the list without file and origin, by the text of each script
 */
async function runScripts(
  mode: 'once' | 'until',
  scripts: Readonly<Record<string, string>>,
  programs: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-run-scripts-'));
  const failure = join(folder, 'failure');
  const write = (path: string, text: string): void => {
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), 0o755);
  };
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'scripts'));
  const usual = { journalctl: 'tail -n 1 "$SAID" 2>/dev/null', sleep: ':', systemctl: 'echo active' };
  for (const [name, text] of Object.entries({ ...usual, ...programs }))
    write(`bin/${name}`, `#!/bin/sh\n${text}\n`);
  const lines = Object.entries(scripts).map(([text, times], index) => {
    write(
      `scripts/${index}`,
      `#!/bin/sh\n{ ${text}\n} | tee -a "$SAID"; exit $(cat "$STATUS" 2>/dev/null || echo 0)\n`,
    );
    return `${index}\t${times}\t${ORIGIN}\n`;
  });
  write('list', lines.join(''));
  const runner = readFileSync('builder/boot/install/run-scripts.sh', 'utf8');
  write('run', runner.replace(/^failure=.*$/m, `failure=${failure}`));
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    SAID: join(folder, 'said'),
    STATUS: join(folder, 'status'),
  };
  try {
    return await new Promise((resolve) =>
      execFile(
        'sh',
        [join(folder, 'run'), mode, join(folder, 'list'), join(folder, 'scripts')],
        { env },
        (error, out, err) =>
          resolve({
            status: (error?.code as number | undefined) ?? 0,
            said: out + err,
            failure: readIfThere(failure),
          }),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const times = (seconds: number, retry = 0, units = '-'): string => `${seconds}\t${retry}\t${units}`;
/** Fails so often, and then no more. */
const failing = (often: number): string =>
  `n=$(cat "$STATUS.n" 2>/dev/null || echo 0); echo "try $n"; echo $((n + 1)) > "$STATUS.n"; [ $n -ge ${often} ] && echo 0 > "$STATUS" || echo 7 > "$STATUS"`;

const test = suite('scripts when a machine starts');

test('run one after the other; one that fails is run again as often as it may, and the next only after it', async () => {
  const well = await runScripts('once', { [failing(2)]: times(0, 2), 'echo second': times(60) });
  assert.equal([well.status, well.failure], [0, ''], well.said);
  assert.match(
    well.said,
    /try 0[\s\S]*again in 5 s[\s\S]*try 1[\s\S]*again in 10 s[\s\S]*try 2[\s\S]*second/,
  );
  const badly = await runScripts('once', { [failing(3)]: times(0, 2), 'echo second': times(60) });
  assert.is(badly.status, 1);
  assert.is(badly.failure, `${ORIGIN}: ended with status 7: try 2\n`);
  assert.not.match(badly.said, /second/);
});

test('have an end, and say so', async () => {
  const { status, failure } = await runScripts(
    'once',
    { 'exec sleep 60': times(1) },
    { sleep: 'exec tail -f /dev/null' },
  );
  assert.equal([status, failure], [1, `${ORIGIN}: did not end within 1 s\n`]);
});

test('wait for units: one that has started, or ended well; one that failed is not waited for', async () => {
  const answer = (state: string, since: string): string =>
    `case $2 in *ActiveState*) echo ${state} ;; *) echo ${since} ;; esac`;
  const after = async (state: string, since = '0', seconds = 1): Promise<string> => {
    const run = await runScripts(
      'once',
      { 'echo ran': times(seconds, 0, 'a.service') },
      { systemctl: answer(state, since) },
    );
    return run.status === 0 ? 'ran' : run.failure;
  };
  assert.is(await after('active'), 'ran');
  assert.is(await after('inactive', '4711'), 'ran');
  assert.is(await after('failed'), `${ORIGIN}: a.service has failed\n`);
  assert.is(await after('inactive'), `${ORIGIN}: waited 1 s for a.service (inactive)\n`);
});

test('that are checks are made until they succeed or their time is over', async () => {
  const well = await runScripts('until', { [failing(4)]: times(600) });
  assert.equal([well.status, well.failure], [0, ''], well.said);
  assert.match(well.said, /again in 1 s[\s\S]*again in 2 s[\s\S]*again in 4 s[\s\S]*again in 8 s/);
  const badly = await runScripts('until', { [failing(1000)]: times(14) });
  assert.is(badly.status, 1);
  assert.match(badly.failure, /: ended with status 7: try \d+\n$/);
});

test('that said nothing have no last words', async () => {
  const { failure } = await runScripts(
    'once',
    { 'echo loud': times(0), 'echo 3 > "$STATUS"': times(0) },
    {
      journalctl: `echo '${ORIGIN}: begins'`,
    },
  );
  assert.is(failure, `${ORIGIN}: ended with status 3\n`);
});

test.run();
