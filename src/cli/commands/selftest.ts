import type { Command } from 'commander';
import { PlaceFailure } from '../../app/ports.ts';
import { type SelftestCheck, selftest } from '../../app/selftest.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { printLines } from '../print.ts';
import type { World } from '../world.ts';

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  command
    .description('check this installation offline, in a temporary folder')
    .addHelpText('after', helpAfter('ops-monitor selftest'))
    .action(async () => exit(await selftestCommand(world)));
}

async function selftestCommand(world: World): Promise<ExitCode> {
  const checks = await checkInScratch(world);
  const lines = checks.map(({ name, failure }) =>
    failure === undefined ? `- ok: ${name}` : `- FAILED: ${name}: ${failure}`,
  );
  const isWhole = checks.every(({ failure }) => failure === undefined);
  printLines(world.stdout, [...lines, isWhole ? 'selftest: OK' : 'selftest: FAILED']);
  return isWhole ? EXIT.done : EXIT.failed;
}

async function checkInScratch(world: World): Promise<readonly SelftestCheck[]> {
  const scratch = await world.openScratch().catch(reasonOf);
  if (typeof scratch === 'string') return [{ name: 'a temporary folder is made', failure: scratch }];
  const { rig, remove } = scratch;
  try {
    return await selftest(rig, world.signal);
  } finally {
    const left = await remove().catch(reasonOf);
    if (left !== undefined)
      printLines(world.stderr, [`WARNING: the temporary folder could not be removed: ${left}`]);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof PlaceFailure) throw error;
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
