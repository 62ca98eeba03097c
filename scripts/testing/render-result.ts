import type { FileResult } from './run-file.ts';

/** One line for a file whose tests passed; for any other one also everything that it said. */
export function renderResult(result: FileResult): string {
  const { path, passed, failed, skipped, seconds, fault, output } = result;
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const line = `${failed > 0 ? 'FAIL' : '  ok'} ${path}  ${counts.join(', ')}, ${seconds.toFixed(1)} s\n`;
  if (failed === 0) return line;
  const reason = fault === undefined ? '' : `     ${path} ${fault}\n`;
  return `${line}${indent(output)}${reason}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '     ').replace(/\n*$/, text === '' ? '' : '\n');
}
