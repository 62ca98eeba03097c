/** Options of `cairn build`. */
export interface BuildOptions {
  readonly site?: string;
  readonly output: string;
  readonly offline?: boolean;
  readonly locked?: boolean;
  readonly lock?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly mirror?: string;
  readonly cache?: string;
}
