import type { Command } from 'commander';
import { unsilence } from '../../app/silence.ts';
import { isEveryJob } from '../../core/silence.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, jsonText, printLines, printProblems } from '../print.ts';
import { renderUnsilenced, unsilencedJson } from '../silence-lines.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

interface UnsilenceFlags extends FileFlags {
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description('end a silence now, and say how many alerts it held')
    .argument('<job|all>', 'its id, or «all» for the silence of all jobs')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor unsilence disk-inventory'))
    .action(async (id, flags) => exit(await unsilenceCommand(world, id, flags)));
}

async function unsilenceCommand(world: World, id: string, flags: UnsilenceFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('unsilence', flags), safety: 'warn' });
  const loaded = isEveryJob(id) ? undefined : await ports.config.load();
  const outcome = await unsilence(ports, loaded, id);
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  const json = flags.json === true;
  printLines(
    world.stdout,
    json ? [jsonText(unsilencedJson(outcome.value))] : renderUnsilenced(outcome.value),
  );
  if (loaded !== undefined) printProblems(world, loaded);
  return EXIT.done;
}
