import { status } from '../../app/status.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderStatus } from '../render.ts';
import type { World } from '../world.ts';
import { type FileFlags, openRequest, printLines, printProblems } from './flags.ts';

export async function statusCommand(world: World, flags: FileFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('status', flags), safety: 'warn' });
  const loaded = await ports.config.load();
  const reading = await status(ports, loaded, world.signal);
  printLines(world.stdout, renderStatus(reading));
  const isConfigInvalid = printProblems(world, loaded);
  if (reading.stateFailure !== undefined)
    printLines(world.stderr, [`ERROR: ${reading.stateFailure.message}`]);
  if (isConfigInvalid) return EXIT.wrong;
  return reading.stateFailure === undefined ? EXIT.done : EXIT.failed;
}
