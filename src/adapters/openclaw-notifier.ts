import { existsSync } from 'node:fs';
import type { Message, Notifier, ProcessRunner } from '../app/ports.ts';
import { escapeForOpenclaw } from '../core/openclaw-escape.ts';
import { judgeOpenclaw } from '../core/openclaw-outcome.ts';
import type { Redact } from '../core/telegram-redact.ts';
import { parseTarget, refuseTarget, type TelegramTarget } from '../core/telegram-target.ts';
import type { OpenclawProgram } from './openclaw-program.ts';

export interface OpenclawWay {
  readonly program: OpenclawProgram;
  readonly runner: ProcessRunner;
  /** `notify.account`; openclaw chooses one itself where there is none. */
  readonly account: string | undefined;
  /** The state folder: openclaw is started there. */
  readonly stateDir: string;
  readonly redact: Redact;
  /** Seconds from start to SIGTERM and from that to SIGKILL. */
  readonly limits?: { readonly timeoutSeconds: number; readonly killAfterSeconds: number };
}

// A gateway behind a Telegram that hangs takes 65 to 75 s to say so.
const LIMITS = { timeoutSeconds: 90, killAfterSeconds: 5 };

/** Sends with `openclaw message send` (OPENCLAW.md section 4). */
export function createOpenclawNotifier(way: OpenclawWay): Notifier {
  return {
    async send(message, signal) {
      const target = parseTarget(message.target);
      if (!target) return refuseTarget(message.target);
      if (signal?.aborted) return { kind: 'failed', detail: 'openclaw: stopped before it was asked' };
      const text = escapeForOpenclaw(message.text);
      const { program, runner, redact, limits = LIMITS } = way;
      const argv = [program.path, ...sendArguments(target, text, message, way.account)];
      const cwd = existsSync(way.stateDir) ? way.stateDir : '/';
      const exit = await runner.run({ argv, cwd, env: program.env, ...limits }, signal);
      return judgeOpenclaw({ exit, message: text, target: message.target }, redact);
    },
  };
}

function sendArguments(
  { chat, threadId }: TelegramTarget,
  text: string,
  { silent }: Message,
  account: string | undefined,
): readonly string[] {
  return [
    ...['message', 'send', '--channel', 'telegram', '--target', chat],
    ...(threadId === undefined ? [] : ['--thread-id', String(threadId)]),
    ...(account === undefined ? [] : ['--account', account]),
    ...(silent ? ['--silent'] : []),
    ...['--json', '--message', text],
  ];
}
