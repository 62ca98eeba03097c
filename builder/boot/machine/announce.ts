import type { Effects } from './effects.ts';
import { PATHS } from './paths.ts';

/** Tells people on every console, and tests that read the serial line, how far the installation is. */
export function announce(effects: Effects, line: string): void {
  effects.append(PATHS.progress, `[${uptime(effects)}] Cairn: ${line}\n`);
}

/** Seconds since the kernel started, as in its own messages. */
function uptime(effects: Effects): string {
  const seconds = (effects.read('/proc/uptime') ?? '0').split(' ')[0] ?? '0';
  return Number(seconds).toFixed(1).padStart(7, ' ');
}

/** Records why the installation cannot go on; the console viewers print it large, and nothing reboots. */
export function announceFailure(effects: Effects, lines: readonly string[]): void {
  effects.write(PATHS.failure, `${lines.join('\n')}\n`);
  announce(effects, 'FAILED');
  for (const line of lines) announce(effects, `  ${line}`);
  announce(effects, 'Press Enter on this console for a shell; the log is in /var/log/cairn');
}
