import { type Command, InvalidArgumentError, Option } from 'commander';
import { silence } from '../../app/silence.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import { isEveryJob } from '../../core/silence.ts';
import { LONGEST_SILENCE_SECONDS } from '../../core/silencing.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { fail, jsonText, printLines, printProblems } from '../print.ts';
import { renderSilenced, silencedJson } from '../silence-lines.ts';
import type { World } from '../world.ts';
import { addFiles, addReason, type FileFlags, openRequest, type ReasonFlag, reasonOf } from './flags.ts';

interface SilenceFlags extends FileFlags, ReasonFlag {
  readonly for: { readonly seconds: number; readonly typed: string };
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addReason(addFiles(command))
    .description('hold back the alerts of a job for a while; what still stands then is told')
    .argument('<job|all>', 'its id, or «all»')
    .addOption(forOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor silence disk-inventory --for 2h --reason "new disks"'))
    .action(async (id, flags) => exit(await silenceCommand(world, id, flags)));
}

function forOption(): Option {
  const option = new Option('--for <duration>', 'how long: 90s, 30m, 2h, 3d, 1h30m; at most 30d');
  return option.makeOptionMandatory().argParser((text) => {
    const seconds = parseDuration(text);
    if (seconds !== undefined && seconds > 0 && seconds <= LONGEST_SILENCE_SECONDS) {
      return { seconds, typed: text.trim() };
    }
    throw new InvalidArgumentError(
      'It must be a duration such as 90s, 30m, 2h, 3d or 1h30m, and at most 30d.',
    );
  });
}

async function silenceCommand(world: World, id: string, flags: SilenceFlags): Promise<ExitCode> {
  const ports = world.open({ ...openRequest('silence', flags), safety: 'warn' });
  const loaded = isEveryJob(id) ? undefined : await ports.config.load();
  const { seconds, typed } = flags.for;
  const outcome = await silence(ports, loaded, { id, seconds, reason: reasonOf(flags) });
  if (!outcome.ok) return fail(world, outcome.failure, loaded);
  const json = flags.json === true;
  printLines(
    world.stdout,
    json ? [jsonText(silencedJson(outcome.value))] : renderSilenced(outcome.value, typed),
  );
  if (loaded !== undefined) printProblems(world, loaded);
  return EXIT.done;
}
