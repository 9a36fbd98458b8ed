import type { Command } from 'commander';
import type { DeliveryResult } from '../../app/deliver.ts';
import { type TickResult, tick } from '../../app/tick.ts';
import { headline } from '../../core/text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explainDelivery, explainState } from '../explain-failure.ts';
import { helpAfter } from '../help.ts';
import { printLines, printProblems } from '../print.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest } from './flags.ts';

export interface TickFlags extends FileFlags {
  readonly target?: string;
  readonly printOnly?: boolean;
  readonly dryRun?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('one monitoring round: probe, decide, resume, run due checks, report')
    .option('--target <id>', 'Telegram chat to tell, instead of the one in openclaw.json')
    .option('--print-only', 'print the report in place of sending it (counts as telling)')
    .option('--dry-run', 'start no job and run no check, but say what would be done')
    .addHelpText('after', helpAfter('ops-monitor tick --target 123456789'))
    .action(async (flags) => exit(await tickCommand(world, flags)));
}

async function tickCommand(world: World, flags: TickFlags): Promise<ExitCode> {
  const request = {
    target: flags.target,
    isPrintOnly: flags.printOnly === true,
    isDryRun: flags.dryRun === true,
  };
  const result = await tick(world.open(openRequest('tick', flags)), request, world.signal);
  switch (result.kind) {
    case 'interrupted':
      return EXIT.done;
    case 'busy':
      printLines(world.stderr, [
        `another tick is at work${result.owner === undefined ? '' : ` (${result.owner})`}`,
      ]);
      return EXIT.done;
    case 'done':
      return explain(world, result);
  }
}

function explain(
  world: World,
  { loaded, delivery, stateFailure }: Extract<TickResult, { kind: 'done' }>,
): ExitCode {
  const isConfigInvalid = printProblems(world, loaded);
  if (stateFailure !== undefined) printLines(world.stderr, [`ERROR: ${explainState(stateFailure)}`]);
  printLines(world.stderr, delivery.problems.flatMap(explainDelivery));
  if (delivery.waiting > 0) printLines(world.stderr, [waitingLine(delivery)]);
  if (stateFailure !== undefined) return EXIT.failed;
  if (isConfigInvalid) return EXIT.wrong;
  if (delivery.problems.some(({ kind }) => kind === 'no-target')) return EXIT.nobodyToTell;
  return delivery.waiting > 0 ? EXIT.failed : EXIT.done;
}

/** Where this tick has tried nothing, it says why an earlier one had no luck. */
function waitingLine({ waiting, lastError, problems }: DeliveryResult): string {
  const line = waiting === 1 ? '1 report waits in the outbox' : `${waiting} reports wait in the outbox`;
  return problems.length > 0 || lastError === undefined
    ? line
    : `${line}; the last try: ${headline(lastError)}`;
}
