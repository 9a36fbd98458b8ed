import type { Command } from 'commander';
import { logs } from '../../app/logs.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { logsJson, renderLogs } from '../logs-lines.ts';
import { fail, jsonText, printLines } from '../print.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

export interface LogsFlags extends FileFlags {
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description("show the end of what a job's last start, stop and run printed")
    .argument('<job>', 'id of the job')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor logs disk-inventory'))
    .action(async (id, flags) => exit(await logsCommand(world, id, flags)));
}

async function logsCommand(world: World, id: string, flags: LogsFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('logs', flags), safety: 'warn' });
  const answer = await logs(ports, id);
  if (!answer.ok) return fail(world, answer.failure);
  const lines =
    flags.json === true
      ? [jsonText(logsJson(answer.value))]
      : renderLogs(answer.value, ports.clock.now().epochSeconds);
  printLines(world.stdout, lines);
  return EXIT.done;
}
