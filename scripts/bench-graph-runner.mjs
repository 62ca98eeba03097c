// Runs under Node and under qjs: bench-graph-runner.mjs ENGINE BUNDLE ENTRY REPEAT HOSTS; prints times as JSON.
const inNode = typeof process !== 'undefined';
const args = inNode ? process.argv.slice(2) : scriptArgs.slice(1);
const [enginePath, bundlePath, entry, repeat, hosts] = args;
const fs = inNode ? await import('node:fs') : undefined;
const read = (path) => (inNode ? fs.readFileSync(path, 'utf8') : std.loadFile(path));
// An indirect eval makes the engine's name a global one, as std.loadScript does.
if (inNode) (await import('node:vm')).runInThisContext(read(enginePath));
else std.loadScript(enginePath);

/** Milliseconds that this thread had a processor: other work on the machine does not count. */
function now() {
  const file = '/proc/thread-self/schedstat';
  const text = inNode ? read(file) : std.open(file, 'r').readAsString();
  return Number(text.split(' ')[0]) / 1e6;
}

const bundle = JSON.parse(read(bundlePath));
let start = now();
const graph = cairnEngine.parseGraph(bundle);
const parse = now() - start;
const profile = (host) =>
  cairnEngine.traverse(graph, cairnEngine.attributesOfMachine(graph, entry, host), entry);
start = now();
const { profile: made, problems } = profile({ hostname: 'host', rack: '0', rank: '0' });
const first = now() - start;
if (made === undefined) throw new Error(JSON.stringify(problems.slice(0, 5)));
const bytes = JSON.stringify(made).length;

start = now();
const times = Number(repeat);
for (let index = 0; index < times; index += 1) profile({ hostname: 'host', rack: '0', rank: '0' });
let further = times === 0 ? 0 : (now() - start) / times;
if (Number(hosts) > 0) {
  start = now();
  for (let index = 0; index < Number(hosts); index += 1) {
    profile({
      hostname: `host-${index}`,
      rack: String(index % 40),
      rank: String(index),
      flag: index % 3 === 0 ? 'on' : 'off',
    });
  }
  further = now() - start;
}
const status = inNode ? read('/proc/self/status') : std.open('/proc/self/status', 'r').readAsString();
const memory = Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
const result = JSON.stringify({ parse, first, further, nodes: made.nodes.length, bytes, memory });
if (inNode) console.log(result);
else print(result);
