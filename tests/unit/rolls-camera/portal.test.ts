import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const SCRIPTS = 'rolls/camera/packages/cairn-portal/scripts';
const ID = 'c3aec9b64ccd5f7c42fc8fc13b850c99';

/** Runs a script of the portal in a folder of its own, where programs are those of the test. */
function runIn(
  script: string,
  programs: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): { readonly status: number | null; readonly folder: string; readonly errors: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-portal-'));
  const bin = join(folder, 'bin');
  for (const path of [bin, join(folder, 'spool'), join(folder, 'work')]) mkdirSync(path);
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'settings'), 'PORTAL=https://web-0-0:8443\nSEARCH_SECONDS=900\nKEEP_DAYS=90\n');
  writeFileSync(join(folder, 'profile'), '');
  writeFileSync(join(folder, 'spool/asked'), '');
  const text = readFileSync(join(SCRIPTS, script), 'utf8')
    .replaceAll('/etc/cairn-portal/settings', join(folder, 'settings'))
    .replaceAll('/etc/profile.d/cairn-sge.sh', join(folder, 'profile'))
    .replaceAll('/var/spool/cairn-portal', join(folder, 'spool'))
    .replaceAll('/srv/flatfiles/bio', join(folder, 'flatfiles'));
  const env = { PATH: `${bin}:${process.env['PATH']}`, TMPDIR: join(folder, 'work'), SEEN: folder };
  const { status, stderr } = spawnSync('bash', ['-c', text, script, ...words], { env, encoding: 'utf8' });
  return { status, folder, errors: stderr };
}

const seen = (folder: string, name: string): string =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';

const PSQL = `printf '%s\\n' "\${@: -1}" >>"$SEEN/sql"
case "\${@: -1}" in "SELECT id"*) echo ${ID} ;; esac`;
const QSTAT = `cat <<END
job-ID  prior   name       user         state submit/start at     queue
-----------------------------------------------------------------------
     41 0.55500 search     portal       r     11/27/2026 07:31:53 all.q
     42 0.55500 search     portal       Eqw   11/27/2026 07:31:53
END`;

const submit = suite('submit-searches');

submit('gives the queue the number of a search and nothing of what it says', () => {
  const { status, folder, errors } = runIn('submit-searches', {
    psql: PSQL,
    qstat: QSTAT,
    qdel: 'echo "$@" >>"$SEEN/deleted"',
    qsub: 'printf "%s\\n" "$@" >"$SEEN/submitted"; echo 43',
  });
  try {
    assert.is(status, 0, errors);
    const words = seen(folder, 'submitted').trim().split('\n');
    assert.equal(words.slice(-3), ['/usr/lib/cairn-portal/run-search', ID, 'https://web-0-0:8443']);
    assert.match(seen(folder, 'sql'), `UPDATE searches SET job = 43, `);
    assert.not(existsSync(join(folder, 'spool/asked')), 'who asks from here on starts it again');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

submit('fails what the queue has lost, and takes back what it cannot start', () => {
  const { status, folder, errors } = runIn('submit-searches', {
    psql: PSQL,
    qstat: QSTAT,
    qdel: 'echo "$@" >>"$SEEN/deleted"',
    qsub: 'echo 43',
  });
  try {
    assert.is(status, 0, errors);
    assert.is(seen(folder, 'deleted'), '42\n');
    assert.match(seen(folder, 'sql'), /SET state = 'failed'[\s\S]*job NOT IN \(41\)/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

submit('without any job in the queue', () => {
  const { status, folder, errors } = runIn('submit-searches', {
    psql: PSQL.replace(`echo ${ID}`, ':'),
    qstat: ':',
    qdel: 'echo "$@" >>"$SEEN/deleted"',
    qsub: 'echo called >"$SEEN/submitted"',
  });
  try {
    assert.is(status, 0, errors);
    assert.equal([seen(folder, 'submitted'), seen(folder, 'deleted')], ['', '']);
    assert.match(seen(folder, 'sql'), 'job NOT IN (0)');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

submit('leaves searches where they are while the queue refuses them', () => {
  const { status, folder } = runIn('submit-searches', { psql: PSQL, qstat: ':', qdel: ':', qsub: 'exit 1' });
  try {
    assert.is.not(status, 0);
    assert.not.match(seen(folder, 'sql'), 'UPDATE');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const run = suite('run-search');

/** The portal: what it is asked for comes from a file, what it is told goes to files. */
const portal = (search: string): string => `state=\${!#}
while [ $# -gt 0 ]; do
  case "$1" in
    --output) printf '%s' '${search}' >"$2"; exit 0 ;;
    --data-binary) cp "\${2#@}" "$SEEN/told" ;;
  esac
  shift
done
echo "$state" >"$SEEN/address"`;

run('hands the sequence on as it is, whatever stands in it, and tells the result', () => {
  const search = 'blastp globins\n>$(touch hurt); `id` "x\nMVHL\n';
  const { status, folder, errors } = runIn(
    'run-search',
    {
      curl: portal(search),
      'cairn-search': 'cat >"$SEEN/query"; printf "HBB\\t96\\t1e-9\\n"; echo "$@" >"$SEEN/words"',
    },
    [ID, 'https://web-0-0:8443'],
  );
  try {
    assert.is(status, 0, errors);
    assert.is(seen(folder, 'query'), search.slice(search.indexOf('\n') + 1));
    assert.is(seen(folder, 'words'), 'blastp globins\n');
    assert.is(seen(folder, 'told'), 'HBB\t96\t1e-9\n');
    assert.match(seen(folder, 'address'), `https://web-0-0:8443/queue.jsp?id=${ID}&state=ended`);
    assert.is(execFileSync('ls', [join(folder, 'work')], { encoding: 'utf8' }), '', 'nothing stays');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

run('tells the last words of a program that fails', () => {
  const failing = 'cat >/dev/null; head -c 5000 /dev/zero | tr "\\0" x >&2; echo LAST >&2; exit 3';
  const words = [ID, 'https://web-0-0:8443'];
  const programs = { curl: portal('hmmscan families\nMVHL\n'), 'cairn-search': failing };
  const { folder } = runIn('run-search', programs, words);
  try {
    assert.is(seen(folder, 'told').length, 2000);
    assert.match(seen(folder, 'told'), /xLAST\n$/);
    assert.match(seen(folder, 'address'), 'state=failed');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

run('tells no more of a long result than the portal takes, in whole lines', () => {
  const long = 'cat >/dev/null; yes 123456789 | head -n 500000';
  const words = [ID, 'https://web-0-0:8443'];
  const programs = { curl: portal('phmmer globins\nMVHL\n'), 'cairn-search': long };
  const { folder } = runIn('run-search', programs, words);
  try {
    const told = seen(folder, 'told');
    assert.ok(told.length <= 4_000_000 && told.length > 3_999_900, String(told.length));
    assert.match(told.slice(-30), /\n123456789\n$/);
    assert.match(seen(folder, 'address'), 'state=ended');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

run('does nothing where the portal does not know its number', () => {
  const { status, folder } = runIn(
    'run-search',
    { curl: 'exit 22', 'cairn-search': 'echo called >"$SEEN/query"' },
    [ID, 'https://web-0-0:8443'],
  );
  try {
    assert.is.not(status, 0);
    assert.is(seen(folder, 'query'), '');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

submit.run();
run.run();
