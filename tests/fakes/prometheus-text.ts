/** One line of Prometheus' text format. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = { histogram: ['_bucket', '_sum', '_count'] };

/** Reads the text format 0.0.4, and takes nothing else. @throws what is wrong with it */
export function parseMetrics(text: string): readonly ParsedSample[] {
  if (!text.endsWith('\n')) throw new Error('The last line does not end');
  const samples: ParsedSample[] = [];
  const seen = new Set<string>();
  const types = new Map<string, string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const about = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (about !== null) {
      const [, kind, name = '', rest = ''] = about;
      if (kind === 'TYPE') {
        if (types.has(name)) throw new Error(`${name} has two types`);
        if (!/^(?:counter|gauge|histogram)$/.test(rest)) throw new Error(`"${rest}" is no type`);
        types.set(name, rest);
        family = name;
      }
      continue;
    }
    const sample = parseSample(line);
    const type = types.get(family) ?? '';
    const names = (SUFFIXES[type] ?? ['']).map((suffix) => family + suffix);
    if (family === '' || !names.includes(sample.name)) throw new Error(`"${line}" is of no family`);
    if (type === 'counter' && !sample.name.endsWith('_total')) throw new Error(`${sample.name} counts`);
    const id = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (seen.has(id)) throw new Error(`"${line}" is there twice`);
    seen.add(id);
    samples.push(sample);
  }
  return samples;
}

function parseSample(line: string): ParsedSample {
  const parts = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/.exec(
    line,
  );
  if (parts === null) throw new Error(`"${line}" is no sample`);
  const [, name = '', labels, value] = parts;
  return { name, labels: labels === undefined ? {} : parseLabels(labels), value: Number(value) };
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  const one = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(,|$)/y;
  while (one.lastIndex < text.length) {
    const found = one.exec(text);
    if (found === null) throw new Error(`"${text}" are no labels`);
    const [, name = '', value = ''] = found;
    labels[name] = value.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  }
  return labels;
}
