/** Text that is not well-formed; it ends the reading of one file. */
export class XmlError extends Error {
  /** Of the first character that cannot be right. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(offset: number, message: string, hint?: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
