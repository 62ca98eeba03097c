/** What was written while something ran. */
export interface Caught<T> {
  readonly result: T;
  readonly stdout: string;
  readonly stderr: string;
  /** What the process would have exited with. */
  readonly exitCode: number;
}

export interface CatchOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly isTTY?: boolean;
  /** Width of the terminal; 80 if left out. */
  readonly columns?: number;
  readonly onOutput?: (stdout: string) => void;
}

/**
 * Runs something of the command line in this process and keeps what it writes to standard output and error.
 *
 * @param options.env variables while it runs; undefined takes one away
 * @param options.isTTY whether standard output is a terminal
 * @param options.onOutput is told all of standard output at each new piece
 */
export async function catchOutput<T>(work: () => Promise<T>, options: CatchOptions = {}): Promise<Caught<T>> {
  const text = { stdout: '', stderr: '' };
  const restore = [
    ...(['stdout', 'stderr'] as const).flatMap((stream) => [
      patch(process[stream], 'write', (chunk: string | Uint8Array) => {
        text[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
        if (stream === 'stdout') options.onOutput?.(text.stdout);
        return true;
      }),
      patch(process[stream], 'isTTY', options.isTTY === true),
    ]),
    patch(process.stdout, 'columns', options.columns ?? 80),
    ...Object.entries(options.env ?? {}).map(([name, value]) => patch(process.env, name, value)),
    patch(process, 'exitCode', undefined),
  ];
  try {
    const result = await work();
    return { result, ...text, exitCode: Number(process.exitCode ?? 0) };
  } finally {
    for (const undo of restore.reverse()) undo();
  }
}

/** Sets a property. @returns a function that takes the change back */
function patch(target: object, name: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  if (value === undefined && name !== 'exitCode') Reflect.deleteProperty(target, name);
  else Reflect.set(target, name, value);
  return () => {
    if (own === undefined) Reflect.deleteProperty(target, name);
    else if (own.get === undefined) Reflect.set(target, name, own.value);
    else Reflect.set(target, name, undefined);
  };
}
