import type { Spot } from '../../model/mod.ts';

/** One line in so many is remembered: a file of nothing but line breaks must not cost many times its size. */
const STRIDE = 8;

/** Turns offsets of a text into lines and columns, which count from 1. */
export class LineIndex {
  readonly #text: string;
  /** Offsets of the first line and of every eighth one after it. */
  readonly #starts: number[] = [0];

  /** The line of the last answer: questions come in order, and a line may be as long as the file. */
  #line = 1;
  #start = 0;
  #end = -1;

  constructor(text: string) {
    this.#text = text;
    let line = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      line += 1;
      if (line % STRIDE === 0) this.#starts.push(at + 1);
    }
  }

  spot(offset: number): Spot {
    if (offset < this.#start || offset > this.#end) this.#findLine(offset);
    return { line: this.#line, column: offset - this.#start + 1 };
  }

  #findLine(offset: number): void {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    let line = low * STRIDE + 1;
    let start = this.#starts[low]!;
    let end = this.#lineEnd(start);
    while (end < offset) {
      line += 1;
      start = end + 1;
      end = this.#lineEnd(start);
    }
    this.#line = line;
    this.#start = start;
    this.#end = end;
  }

  #lineEnd(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return end < 0 ? this.#text.length : end;
  }
}
