/** The installation cannot go on; the message is for the person at the console. */
export class InstallFailure extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'InstallFailure';
    this.hint = hint;
  }
}
