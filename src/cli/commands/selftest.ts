import type { Command } from 'commander';
import { selftest } from '../../app/selftest.ts';
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
  const { rig, remove } = await world.openScratch();
  try {
    const checks = await selftest(rig, world.signal);
    const lines = checks.map(({ name, failure }) =>
      failure === undefined ? `- ok: ${name}` : `- FAILED: ${name}: ${failure}`,
    );
    const isWhole = checks.every(({ failure }) => failure === undefined);
    printLines(world.stdout, [...lines, isWhole ? 'selftest: OK' : 'selftest: FAILED']);
    return isWhole ? EXIT.done : EXIT.failed;
  } finally {
    await remove();
  }
}
