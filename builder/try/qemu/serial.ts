import { appendFileSync, writeFileSync } from 'node:fs';
import { findEmulatorFault } from './emulator-fault.ts';

/** How long to wait for something on a console. */
export interface WaitLimits {
  /** From now to the deadline, whatever happens. */
  readonly timeoutSeconds: number;
  /** Gives up earlier when the console says nothing new for so long. */
  readonly stallSeconds?: number;
}

/** A line that was waited for. */
export interface Sighting {
  readonly text: string;
  /** Since the machine was switched on. */
  readonly seconds: number;
}

/** A wait that can only fail is cut short. */
const PANIC = /Kernel panic - not syncing: .*/;
/** A line that shows a fault of the emulator is no longer. */
const MAX_FAULT_LENGTH = 1000;

const POLL_MS = 100;
const TAIL_LINES = 25;

/** Everything a machine said on one serial line, with the time of each line. */
export class SerialLog {
  readonly #path: string;
  readonly #startMs = performance.now();
  #text = '';
  #timedTo = 0;
  #lastOutputMs = this.#startMs;
  #closed: string | undefined;
  #bootAt = 0;
  /** Hears of a fault of the emulator as soon as it is seen. */
  onEmulatorFault: ((line: string) => void) | undefined;
  /** Hears each line once it is whole. */
  onLine: ((line: string) => void) | undefined;

  /** @param path log file; a second one beside it, with ".timed", has seconds before each line */
  constructor(path: string) {
    this.#path = path;
    writeFileSync(path, '');
    writeFileSync(`${path}.timed`, '');
  }

  get text(): string {
    return this.#text;
  }

  seconds(): number {
    return Math.round(performance.now() - this.#startMs) / 1000;
  }

  /** Takes output as it comes. */
  add(chunk: string): void {
    this.#text += chunk;
    this.#lastOutputMs = performance.now();
    appendFileSync(this.#path, chunk);
    for (
      let end = this.#text.indexOf('\n', this.#timedTo);
      end >= 0;
      end = this.#text.indexOf('\n', this.#timedTo)
    ) {
      const line = this.#text.slice(this.#timedTo, end).trimEnd();
      appendFileSync(`${this.#path}.timed`, `${this.seconds().toFixed(3).padStart(9)} ${line}\n`);
      this.#timedTo = end + 1;
      this.onLine?.(line);
    }
    const recent = this.#text.slice(Math.max(this.#bootAt, this.#timedTo - chunk.length - MAX_FAULT_LENGTH));
    const fault = this.onEmulatorFault && findEmulatorFault(recent);
    if (fault !== undefined) this.onEmulatorFault?.(fault);
  }

  /** The machine is switched on again: what was said before is no reason to give up. */
  restart(): void {
    this.#bootAt = this.#text.length;
    this.#lastOutputMs = performance.now();
  }

  /** The line that shows that the emulator broke what runs now. */
  findEmulatorFault(): string | undefined {
    return findEmulatorFault(this.#text.slice(this.#bootAt));
  }

  /** Nothing more will come; whoever still waits fails with `why`. */
  close(why: string): void {
    this.#closed = why;
  }

  /**
   * Waits until `marker` appears after position `from` of the text (the start if left out).
   *
   * @throws Error with the last lines of the console: deadline, no progress, or the machine is off
   */
  async waitFor(marker: string | RegExp, limits: WaitLimits, from = 0): Promise<Sighting> {
    const deadlineMs = performance.now() + limits.timeoutSeconds * 1000;
    this.#lastOutputMs = performance.now();
    for (;;) {
      const text = this.#find(marker, from);
      if (text !== undefined) return { text, seconds: this.seconds() };
      const panic = PANIC.exec(this.#text.slice(this.#bootAt))?.[0];
      if (panic !== undefined) throw this.#failure(marker, panic);
      const nowMs = performance.now();
      const silentMs = nowMs - this.#lastOutputMs;
      if (this.#closed !== undefined) throw this.#failure(marker, this.#closed);
      if (nowMs > deadlineMs) throw this.#failure(marker, `not within ${limits.timeoutSeconds} s`);
      if (limits.stallSeconds !== undefined && silentMs > limits.stallSeconds * 1000)
        throw this.#failure(marker, `the console was silent for ${limits.stallSeconds} s`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  #find(marker: string | RegExp, from: number): string | undefined {
    if (typeof marker === 'string') return this.#text.indexOf(marker, from) < 0 ? undefined : marker;
    return marker.exec(this.#text.slice(from))?.[0];
  }

  #failure(marker: string | RegExp, why: string): Error {
    const tail = this.#text.split('\n').slice(-TAIL_LINES).join('\n');
    return new Error(`Console did not show ${String(marker)}: ${why}; see ${this.#path}\n${tail}`);
  }
}
