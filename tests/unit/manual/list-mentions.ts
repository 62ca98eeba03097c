/** A command that a page speaks of. */
export interface CommandMention {
  /** File and line. */
  readonly place: string;
  /** Words in small letters after `cairn`: those of the command, and maybe arguments. */
  readonly words: readonly string[];
  /** `--dry-run`, without values. */
  readonly options: readonly string[];
}

/** `cairn graph check --recipe FILE`, `node_modules/.bin/cairn ...`, `scripts/build RECIPE ...`: to the end of the code. Not the chain of the firewall. */
const CALL =
  /(?<![\w./-]|inet filter )(?:node_modules\/\.bin\/)?cairn(?= +[a-z]+\b)((?: +[^\s|;]+)+)|(?<![\w./-])scripts\/build( +[^|;]*)/g;

/** Commands in code of a page: between backticks, and in fenced blocks. */
export function listMentions(page: string, path: string): readonly CommandMention[] {
  return listCodes(page).flatMap(({ code, line }) =>
    listCalls(code).map((call) => ({ place: `${path}:${line}`, ...call })),
  );
}

/** Every line of a fenced block, and what is between backticks, which may go on in the next line. */
function listCodes(page: string): readonly { readonly code: string; readonly line: number }[] {
  let isFenced = false;
  const codes: { code: string; line: number }[] = [];
  const prose = page.split('\n').map((text, at) => {
    const isFence = /^ *```/.test(text);
    if (isFence) isFenced = !isFenced;
    else if (isFenced) codes.push({ code: text, line: at + 1 });
    return isFence || isFenced ? '' : text;
  });
  const text = prose.join('\n');
  for (const { 1: code, index } of text.matchAll(/`((?:[^`\n]|\n(?!\n))+)`/g))
    codes.push({ code: code!.replace('\n', ' '), line: text.slice(0, index).split('\n').length });
  return codes;
}

function listCalls(code: string): readonly Pick<CommandMention, 'words' | 'options'>[] {
  return [...code.matchAll(CALL)].map(([, called, built]) => {
    const all = (called ?? ` build${built}`).trim().split(/ +/);
    // What follows `--` is a command of somebody else
    const own = all.includes('--') ? all.slice(0, all.indexOf('--')) : all;
    const end = own.findIndex((word) => !/^[a-z]+$/.test(word));
    return {
      words: end < 0 ? own : own.slice(0, end),
      options: own.flatMap((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1] ?? []),
    };
  });
}
