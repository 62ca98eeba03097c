/** The parts of QuickJS' `std` and `os` (given by `qjs --std`) that the installer uses. */
interface QjsFile {
  close(): number;
  puts(text: string): void;
  flush(): void;
  getline(): string | null;
  readAsString(max?: number): string;
  eof(): boolean;
}

declare const std: {
  exit(code: number): never;
  open(path: string, flags: string): QjsFile | null;
  fdopen(fd: number, flags: string): QjsFile | null;
  loadFile(path: string): string | null;
  getenv(name: string): string | undefined;
  getenviron(): Readonly<Record<string, string>>;
  readonly SEEK_SET: number;
  readonly err: QjsFile;
  readonly out: QjsFile;
};

declare const os: {
  exec(
    argv: readonly string[],
    options?: {
      block?: boolean;
      usePath?: boolean;
      file?: string;
      cwd?: string;
      stdin?: number;
      stdout?: number;
      stderr?: number;
      env?: Readonly<Record<string, string>>;
    },
  ): number;
  waitpid(pid: number, options: number): [number, number];
  pipe(): [number, number] | null;
  close(fd: number): number;
  open(path: string, flags: number, mode?: number): number;
  seek(fd: number, offset: number, whence: number): number;
  read(fd: number, buffer: ArrayBuffer, offset: number, length: number): number;
  write(fd: number, buffer: ArrayBuffer, offset: number, length: number): number;
  readonly O_RDONLY: number;
  readonly O_WRONLY: number;
  readonly O_RDWR: number;
  readonly O_CREAT: number;
  readonly O_APPEND: number;
  readonly O_TRUNC: number;
  mkdir(path: string, mode?: number): number;
  readdir(path: string): [string[], number];
  readlink(path: string): [string, number];
  rename(from: string, to: string): number;
  remove(path: string): number;
  stat(path: string): [{ mode: number; size: number } | null, number];
  symlink(target: string, path: string): number;
  sleep(milliseconds: number): void;
  now(): number;
};

declare const scriptArgs: string[];
