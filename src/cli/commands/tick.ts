import type { Command } from 'commander';
import type { DeliveryResult } from '../../app/deliver.ts';
import type { Notifier } from '../../app/ports.ts';
import { type TickResult, tick } from '../../app/tick.ts';
import { duration, headline } from '../../core/text.ts';
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
  /** False: --no-reply was given. To commander a name with `no-` takes something back that is on. */
  readonly reply: boolean;
}

/** What OpenClaw takes for no reply, where it stands alone. */
const NO_REPLY = 'NO_REPLY';

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('one monitoring round: probe, decide, resume, run due checks, report')
    .option('--target <id>', 'Telegram chat to tell, instead of the one in openclaw.json')
    .option('--print-only', 'print the report in place of sending it (counts as telling)')
    .option('--no-reply', `print the report, or ${NO_REPLY} where there is none, for an OpenClaw automation`)
    .option('--dry-run', 'start no job and run no check, but say what would be done')
    .addHelpText('after', helpAfter('ops-monitor tick --target 123456789'))
    .action(async (flags) => exit(await tickCommand(world, flags)));
}

async function tickCommand(world: World, flags: TickFlags): Promise<ExitCode> {
  const isReply = !flags.reply;
  const request = {
    target: flags.target,
    isPrintOnly: isReply || flags.printOnly === true,
    isDryRun: flags.dryRun === true,
  };
  const ports = world.open(openRequest('tick', flags));
  const reply = countingPrinter(ports.printer);
  const result = await tick(isReply ? { ...ports, printer: reply.printer } : ports, request, world.signal);
  if (isReply && result.kind !== 'interrupted' && reply.attempts() === 0)
    printLines(world.stdout, [NO_REPLY]);
  switch (result.kind) {
    case 'interrupted':
      return EXIT.done;
    case 'busy':
      printLines(world.stderr, [
        `another tick is at work${result.owner === undefined ? '' : ` (${result.owner})`}`,
      ]);
      return EXIT.done;
    case 'done':
      return explain(world, result, isReply);
  }
}

/** A report that could not be printed may be half out: nothing is to stand behind it. */
function countingPrinter(printer: Notifier) {
  let attempts = 0;
  const send: Notifier['send'] = (message, signal) => {
    attempts += 1;
    return printer.send(message, signal);
  };
  return { printer: { send }, attempts: () => attempts };
}

/**
 * With --no-reply errors of the job file are no failure of the command: they are in the reply, at the pace of reports,
 * and an automation would take another exit code for an alert of its own at every tick, perhaps in place of the reply.
 */

function explain(
  world: World,
  { loaded, delivery, stateFailure }: Extract<TickResult, { kind: 'done' }>,
  isReply: boolean,
): ExitCode {
  const isConfigInvalid = printProblems(world, loaded);
  if (stateFailure !== undefined) printLines(world.stderr, [`ERROR: ${explainState(stateFailure)}`]);
  printLines(world.stderr, delivery.problems.flatMap(explainDelivery));
  if (delivery.waiting > 0) printLines(world.stderr, [waitingLine(delivery)]);
  if (stateFailure !== undefined) return EXIT.failed;
  if (isConfigInvalid && !isReply) return EXIT.wrong;
  if (delivery.problems.some(({ kind }) => kind === 'no-target')) return EXIT.nobodyToTell;
  return delivery.waiting > 0 ? EXIT.failed : EXIT.done;
}

/** Where this tick has tried nothing, it says why an earlier one had no luck. */
function waitingLine({ waiting, lastError, nextTryInSeconds = 0, problems }: DeliveryResult): string {
  const line = waiting === 1 ? '1 report waits in the outbox' : `${waiting} reports wait in the outbox`;
  if (problems.length > 0 || lastError === undefined) return line;
  const when = nextTryInSeconds > 0 ? ` in ${duration(nextTryInSeconds)}` : '';
  return `${line}, to be tried again${when}; the last try: ${headline(lastError)}`;
}
