import { start } from '../../app/start.ts';
import { exitNumber } from '../../core/command-result.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renderRan, renderTrouble } from '../render.ts';
import type { World } from '../world.ts';
import { type FileFlags, fail, openRequest, printLines, printProblems } from './flags.ts';

export interface StartFlags extends FileFlags {
  readonly timeoutSeconds: number;
  readonly allowRisk?: boolean;
}

export async function startCommand(world: World, id: string, flags: StartFlags): Promise<ExitCode> {
  const ports = world.open(openRequest('start', flags));
  const loaded = await ports.config.load();
  const request = { id, timeoutSeconds: flags.timeoutSeconds, allowRisk: flags.allowRisk === true };
  const outcome = await start(ports, loaded, request, world.signal);
  if (!outcome.ok) return fail(world, outcome.failure);
  printLines(world.stdout, renderRan('start', id, outcome.value));
  printLines(world.stderr, renderTrouble('start', id, outcome.value));
  printProblems(world, loaded);
  return exitNumber(outcome.value) === 0 ? EXIT.done : EXIT.failed;
}
