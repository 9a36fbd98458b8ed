import type { Command } from 'commander';
import { type Notified, notify } from '../../app/notify.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explainDelivery } from '../explain-failure.ts';
import { helpAfter } from '../help.ts';
import { notifiedJson, renderSent, renderUnsent } from '../notify-lines.ts';
import { jsonText, printLines, warnOfNotify } from '../print.ts';
import type { World } from '../world.ts';
import { addActing, type FileFlags, openRequest } from './flags.ts';

export interface NotifyFlags extends FileFlags {
  readonly target?: string;
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addActing(command)
    .description('send a test message now, and say which way it went')
    .argument('[text]', 'what to send (default: a sentence that names this host and the time)')
    .option('--target <id>', 'Telegram chat to tell, instead of the one in openclaw.json')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor notify "hello from the host" --target 123456789'))
    .action(async (text, flags) => exit(await notifyCommand(world, text, flags)));
}

async function notifyCommand(world: World, text: string | undefined, flags: NotifyFlags): Promise<ExitCode> {
  if (text !== undefined && text.trim() === '') {
    printLines(world.stderr, ['ERROR: there is nothing to send: the text is empty']);
    return EXIT.wrong;
  }
  const ports = world.open(openRequest('notify', flags));
  const loaded = await ports.config.load();
  warnOfNotify(world, loaded);
  const request = { target: flags.target, text, hostName: world.hostName };
  const notified = await notify(ports, loaded, request, world.signal);
  if (flags.json === true) printLines(world.stdout, [jsonText(notifiedJson(notified))]);
  else tell(world, notified);
  return exitCodeOf(notified);
}

function tell(world: World, notified: Notified): void {
  if (notified.kind === 'no-target') {
    printLines(world.stderr, explainDelivery(notified));
    return;
  }
  const { outcome, target } = notified;
  if (outcome.kind !== 'sent') {
    printLines(world.stderr, renderUnsent(notified, outcome));
    return;
  }
  printLines(world.stdout, [renderSent(notified, outcome.via)]);
  if (outcome.movedTo !== undefined) {
    printLines(world.stderr, explainDelivery({ kind: 'moved', from: target, to: outcome.movedTo }));
  }
}

function exitCodeOf(notified: Notified): ExitCode {
  if (notified.kind === 'no-target') return EXIT.nobodyToTell;
  return notified.outcome.kind === 'sent' ? EXIT.done : EXIT.failed;
}
