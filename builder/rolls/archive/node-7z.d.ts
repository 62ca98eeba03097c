// node-7z has no types of its own; only what is used here.
declare module 'node-7z' {
  import type { Readable } from 'node:stream';

  interface SevenOptions {
    readonly $bin?: string;
    readonly $raw?: readonly string[];
    readonly techInfo?: boolean;
  }
  const seven: {
    list(archive: string, options: SevenOptions): Readable;
    extractFull(archive: string, folder: string, options: SevenOptions): Readable;
  };
  export default seven;
}
