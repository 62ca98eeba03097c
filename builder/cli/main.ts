#!/usr/bin/env node
import { runCommandLine } from './command/run-command-line.ts';
import { COMMANDS } from './commands.ts';
import { endOnClosedPipe } from './terminal/closed-pipe.ts';

for (const stream of [process.stdout, process.stderr])
  endOnClosedPipe(stream, () => process.exit(process.exitCode ?? 0));
process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2));
