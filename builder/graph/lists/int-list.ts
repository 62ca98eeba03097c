/** A growing list of 32-bit integers: four bytes each, where a plain array of QuickJS takes sixteen. */
export class IntList {
  #items = new Int32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length] = value;
    this.length += 1;
  }

  /** Takes the last one away; undefined when there is none. */
  pop(): number | undefined {
    if (this.length === 0) return undefined;
    this.length -= 1;
    return this.#items[this.length];
  }

  /** The last one; undefined when there is none. */
  get last(): number | undefined {
    return this.length === 0 ? undefined : this.#items[this.length - 1];
  }

  get(index: number): number {
    return this.#items[index]!;
  }

  /** A copy; a short one is a plain array, which is smaller then. */
  toArray(): ArrayLike<number> {
    const taken = this.#items.subarray(0, this.length);
    return this.length < 32 ? Array.from(taken) : taken.slice();
  }
}
