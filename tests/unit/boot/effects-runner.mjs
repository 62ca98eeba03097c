// Runs under qjs: effects-runner.mjs EFFECTS FOLDER; does everything that the installer can do to a machine, below the
// folder, and prints what came of it as JSON.
std.loadScript(scriptArgs[1]);
const folder = scriptArgs[2];
const { quickjsEffects: effects } = cairnEffects;
const log = `${folder}/log`;
const failure = (work) => {
  try {
    work();
  } catch (error) {
    return error.message;
  }
  return '';
};
const seen = {};

effects.write(`${folder}/deep/down/file`, 'one\n', 0o600);
seen.mode = os.stat(`${folder}/deep/down/file`)[0].mode & 0o777;
effects.write(`${folder}/deep/down/file`, 'two ü\n');
seen.written = effects.read(`${folder}/deep/down/file`);
seen.beside = effects.list(`${folder}/deep/down`);
effects.append(`${folder}/new/log`, 'a');
effects.append(`${folder}/new/log`, 'b');
seen.appended = effects.read(`${folder}/new/log`);
effects.write(`${folder}/new/.hidden`, '');
effects.write(`${folder}/new/b`, '');
effects.write(`${folder}/new/a`, '');
seen.list = [effects.list(`${folder}/new`), effects.list(`${folder}/none`)];
effects.rename(`${folder}/new/a`, `${folder}/new/b`);
effects.remove(`${folder}/new/log`);
seen.exists = ['a', 'b', 'log'].map((name) => effects.exists(`${folder}/new/${name}`));
seen.notRenamed = failure(() => effects.rename(`${folder}/none`, `${folder}/new/b`));
seen.notWritten = failure(() => effects.append(`${folder}/new/b/below`, 'x'));
seen.missing = effects.read(`${folder}/none`) === undefined;
// A file of /proc says that it has no bytes
seen.uptime = /^\d+\.\d+ \d+/.test(effects.read('/proc/uptime'));

effects.write(`${folder}/bytes`, '0123456789');
const bytes = (offset, length) => {
  const got = effects.readBytes(`${folder}/bytes`, offset, length);
  return got && String.fromCharCode(...got);
};
seen.bytes = [
  bytes(0, 4),
  bytes(8, 4),
  bytes(20, 4),
  effects.readBytes(`${folder}/none`, 0, 1) === undefined,
];

let hashed = 0;
seen.hashes = [
  effects.hashRange(`${folder}/bytes`, 2, 5, (done) => {
    hashed = done;
  }),
  effects.hashRange(`${folder}/bytes`, 0, 11, () => {}) === undefined,
  effects.hashRange(`${folder}/none`, 0, 1, () => {}) === undefined,
  hashed,
];

const lines = [];
seen.status = [
  effects.run(['sh', '-c', 'echo one; echo two; echo wrong >&2; exit 3'], {
    onLine: (line) => lines.push(line),
    log,
  }),
  effects.run(['sh', '-c', 'kill -9 $$'], { log }),
  effects.run([`${folder}/no-such-program`], { log }),
  effects.run(['printf', '%s', '$HOME *'], { output: `${folder}/output`, log }),
];
seen.lines = lines;
seen.output = [effects.read(`${folder}/output`), os.stat(`${folder}/output`)[0].mode & 0o777];
seen.log = effects.read(log);
const environment = [];
effects.run(['env'], { env: { CAIRN_X: 'y z' }, onLine: (line) => environment.push(line), log });
seen.environment = environment.sort();
const silence = [];
effects.run(['cat'], { onLine: (line) => silence.push(line), log });
seen.silence = silence;

// What is fed is longer than a pipe holds
const long = 'x'.repeat(200_000);
effects.run(['wc', '-c'], { input: long, output: `${folder}/count`, log });
seen.fed = effects.read(`${folder}/count`).trim();
seen.inputLeft = effects.exists('/run/cairn-input');

seen.pipes = [
  effects.pipe(['printf', 'through'], ['sh', '-c', `cat > ${folder}/piped`]),
  effects.pipe(['sh', '-c', 'exit 4'], ['cat']),
  effects.pipe(['yes'], ['sh', '-c', 'exit 5']),
];
seen.piped = effects.read(`${folder}/piped`);

const before = effects.now();
effects.start(['sh', '-c', `sleep 600 & echo $! > ${folder}/pid; touch ${folder}/started`]);
while (!effects.exists(`${folder}/started`)) effects.sleep(20);
seen.started = effects.now() >= before;
effects.run(['sh', '-c', `kill $(cat ${folder}/pid)`], { log });
const random = effects.random(64);
seen.random = [random.length, random.every((byte) => byte >= 0 && byte < 256), new Set(random).size > 8];
print(JSON.stringify(seen));
