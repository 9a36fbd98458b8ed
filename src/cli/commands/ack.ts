import type { Command } from 'commander';
import { ack } from '../../app/ack.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, jsonText, printLines, printProblems } from '../print.ts';
import { ackedJson, renderAcked } from '../silence-lines.ts';
import type { World } from '../world.ts';
import { addFiles, addReason, type FileFlags, openRequest, type ReasonFlag, reasonOf } from './flags.ts';

interface AckFlags extends FileFlags, ReasonFlag {
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addReason(addFiles(command))
    .description('take the trouble of a job as known: no reminders until it changes or ends')
    .argument('<job>', 'its id')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor ack disk-inventory --reason "waits for Monday"'))
    .action(async (id, flags) => exit(await ackCommand(world, id, flags)));
}

async function ackCommand(world: World, id: string, flags: AckFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('ack', flags), safety: 'warn' });
  const loaded = await ports.config.load();
  const outcome = await ack(ports, loaded, { id, reason: reasonOf(flags) });
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  const json = flags.json === true;
  printLines(world.stdout, [json ? jsonText(ackedJson(id, outcome.value)) : renderAcked(id, outcome.value)]);
  printProblems(world, loaded);
  return EXIT.done;
}
