import type { Command } from 'commander';
import JOB_FILE from '../../../schema/ops-jobs.schema.json' with { type: 'json' };
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { printLines } from '../print.ts';
import type { World } from '../world.ts';

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  command
    .description('print the JSON Schema of the job file, for editors')
    .addHelpText('after', helpAfter('ops-monitor schema'))
    .action(() => {
      printLines(world.stdout, [JSON.stringify(JOB_FILE, null, 2)]);
      exit(EXIT.done);
    });
}
