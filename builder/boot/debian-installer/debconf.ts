/** A client of the debconf protocol (debconf-devel(7)): one line out, one line back. */
export interface Debconf {
  /** Sends a command and returns the text after the status; throws DebconfError on any status but 0 and 30. */
  ask(command: string): string;
}

/** Status 30: the user went back; 10 to 19: bad name or syntax. */
export class DebconfError extends Error {
  readonly status: number;
  constructor(command: string, status: number, text: string) {
    super(`debconf answered ${status} ${text} to "${command}"`);
    this.name = 'DebconfError';
    this.status = status;
  }
}

/** Speaks to the running debconf frontend over two line streams. */
export function connectDebconf(send: (line: string) => void, receive: () => string | null): Debconf {
  return {
    ask(command) {
      // A line break would be the end of this command, and what follows another one
      send(command.replace(/[\r\n]+/g, ' '));
      const line = receive();
      if (line === null) throw new DebconfError(command, 255, 'nothing: the frontend is gone');
      const [status = '255', ...rest] = line.split(' ');
      if (status === '1') return unescapeText(rest.join(' '));
      if (status !== '0' && status !== '30') throw new DebconfError(command, Number(status), rest.join(' '));
      return rest.join(' ');
    },
  };
}

/** Status 1 announces escaped text: `\\n` is a line break, any other escaped sign itself. */
function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

/** Asks one question at a priority and returns the answer. */
export function askQuestion(debconf: Debconf, name: string, fallback?: string): string {
  if (fallback !== undefined && debconf.ask(`GET ${name}`) === '') debconf.ask(`SET ${name} ${fallback}`);
  debconf.ask(`FSET ${name} seen false`);
  debconf.ask(`INPUT critical ${name}`);
  debconf.ask('GO');
  return debconf.ask(`GET ${name}`);
}

/** Shows an error or note until it is confirmed; `${TEXT}` of the template is replaced. */
export function showText(debconf: Debconf, name: string, text: string): void {
  debconf.ask(`SUBST ${name} TEXT ${escapeLine(text)}`);
  debconf.ask(`FSET ${name} seen false`);
  debconf.ask(`INPUT critical ${name}`);
  debconf.ask('GO');
}

/** Newlines inside a value are written `\n` once the template declares ESCAPE; here they become that. */
export function escapeLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/**
 * A list of choices for SUBST. A comma inside a choice carries a backslash, and of that one the protocol takes one away.
 */
export function formatChoices(choices: readonly string[]): string {
  return escapeLine(choices.map((choice) => choice.replaceAll(',', '\\,')).join(', '));
}

/** A progress bar of whole steps. */
export interface ProgressBar {
  set(value: number): void;
  info(text: string): void;
  stop(): void;
}

/** Opens a bar from 0 to `total`; `title` and info texts go through the templates cairn/progress/*. */
export function startProgress(debconf: Debconf, total: number, title: string): ProgressBar {
  debconf.ask(`SUBST cairn/progress/title TEXT ${escapeLine(title)}`);
  debconf.ask(`PROGRESS START 0 ${total} cairn/progress/title`);
  return {
    set: (value) => void debconf.ask(`PROGRESS SET ${value}`),
    info(text) {
      debconf.ask(`SUBST cairn/progress/info TEXT ${escapeLine(text)}`);
      debconf.ask('PROGRESS INFO cairn/progress/info');
    },
    stop: () => void debconf.ask('PROGRESS STOP'),
  };
}
