import { formatProblem } from '../../core/config-problem.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { World } from '../world.ts';
import { type FileFlags, openRequest, printLines, printProblems } from './flags.ts';

export async function validateConfigCommand(world: World, flags: FileFlags): Promise<ExitCode> {
  const loaded = await world.open({ ...openRequest('validate-config', flags), safety: 'warn' }).config.load();
  printLines(
    world.stderr,
    loaded.warnings.map((warning) => `WARNING: ${formatProblem(loaded.path, warning)}`),
  );
  if (printProblems(world, loaded)) return EXIT.wrong;
  const { jobs, defaults } = loaded.config;
  printLines(world.stdout, [`OK: version=1 jobs=${jobs.length} defaults=${JSON.stringify(defaults)}`]);
  return EXIT.done;
}
