/** A text that says what files are, and what signs it. */
export interface Statement {
  /** For people: the name of the file, or what it is about. */
  readonly name: string;
  readonly text: string;
  /** Armored and detached; undefined where there is none. */
  readonly signature: string | undefined;
}

/**
 * Looks who signed a statement. That it is right in itself says nothing of who made it: only whoever calls knows whose key
 * counts.
 *
 * @throws {BuildError} MEDIA_UNTRUSTED
 */
export type JudgeStatement = (statement: Statement) => Promise<void>;

/** Signs a statement. @returns an armored detached signature */
export type SignStatement = (statement: Omit<Statement, 'signature'>) => Promise<string>;

/** Looks for damage alone. */
export const judgeNobody: JudgeStatement = async () => {};
