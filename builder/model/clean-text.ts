/** What a terminal obeys: cursor and color sequences, window titles, clipboards, links; one that has no end goes to the end of its line. */
const SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/** Single letters that move, hide or turn around what stands beside them: controls, marks of direction, blanks of no width. */
const CONTROLS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/** The beginning of a sequence whose rest may still come. */
const UNFINISHED =
  /(?:(?:\u001b\[|\u009b)[0-?]{0,256}[ -/]{0,256}|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,4096}\u001b?|\u001b[ -/]{0,256})$/;

/**
 * Text that some other machine or a foreign file has a say in, as it may be shown on a terminal: line breaks and tabs
 * stay, and nothing else that a terminal would obey or that lets text look like another one.
 */
export function cleanText(text: string): string {
  return text.replace(SEQUENCES, '').replace(CONTROLS, '');
}

/** The same as one line: a name, a reason, a cell of a table. Every break is a blank. */
export function cleanLine(text: string): string {
  return text
    .replace(SEQUENCES, '')
    .replace(/[\n\r\t\v\f\u0085\u2028\u2029]+/g, ' ')
    .replace(CONTROLS, '');
}

/** One line in which each such letter is a question mark: for a value that is wrong because of them. */
export function maskControls(text: string): string {
  return text.replace(CONTROLS, '?').replace(/[\n\t]/g, '?');
}

/** Cleans text that comes in pieces, wherever it was cut. */
export interface TextCleaner {
  readonly push: (piece: string) => string;
  /** What was held back. */
  readonly end: () => string;
}

export function createTextCleaner(): TextCleaner {
  let held = '';
  return {
    push: (piece) => {
      const text = held + piece;
      held = UNFINISHED.exec(text)?.[0] ?? '';
      return cleanText(text.slice(0, text.length - held.length));
    },
    end: () => {
      const rest = cleanText(held);
      held = '';
      return rest;
    },
  };
}

/** JSON says the same with the letters that JSON itself leaves as they are, and a terminal would obey, as `\uXXXX`. */
export function escapeControls(json: string): string {
  return json.replace(CONTROLS, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
