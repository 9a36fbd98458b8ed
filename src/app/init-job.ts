/** Which job the first job file is to have: from flags, and from a person where one can be asked. */
import { parseCommand } from '../core/command-words.ts';
import type { CommandName } from '../core/model.ts';
import type { NewJob } from '../core/starter-file.ts';
import { CHAT_ID_HINT, parseTarget } from '../core/telegram-target.ts';
import type { Prompt } from './setup-ports.ts';

/** As typed. Without an id: the job of those who have none yet. */
export interface JobFlags {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly kind?: NewJob['kind'] | undefined;
  readonly cwd?: string | undefined;
  readonly commands: { readonly [name in CommandName]?: string | undefined };
}

export interface Wish {
  readonly kind: 'wish';
  readonly job: NewJob | undefined;
}

type Wrong = { readonly kind: 'wrong'; readonly what: string };

/** What each kind cannot do without, in the order in which people are asked. */
const NEEDED: Readonly<Record<NewJob['kind'], readonly CommandName[]>> = {
  long_running_read: ['status', 'start'],
  one_shot_read: ['run'],
};

export function wishOf(flags: JobFlags, home: string): Wish | Wrong {
  const { id, name, cwd, commands } = flags;
  if (id === undefined) {
    const given = Object.keys(commands).find((command) => commands[command as CommandName] !== undefined);
    if (given === undefined) return { kind: 'wish', job: undefined };
    return { kind: 'wrong', what: `--${given} is of a job: name it with --job ID` };
  }
  const kind = kindOf(flags);
  const missing = NEEDED[kind].find((command) => commands[command] === undefined);
  if (missing !== undefined) {
    return { kind: 'wrong', what: `--job ${id} needs --${missing} "COMMAND" as it is a ${kind}` };
  }
  const words: { [name in CommandName]?: readonly string[] } = {};
  for (const [command, text] of Object.entries(commands)) {
    if (text === undefined) continue;
    const parsed = parseCommand(text, home);
    if (parsed.kind === 'wrong') return { kind: 'wrong', what: `--${command}: ${parsed.why}` };
    words[command as CommandName] = parsed.words;
  }
  return { kind: 'wish', job: { id, name, kind, cwd, commands: words } };
}

function kindOf({ kind, commands }: JobFlags): NewJob['kind'] {
  return kind ?? (commands.run === undefined ? 'long_running_read' : 'one_shot_read');
}

const WHICH = `
What is to be watched first?
  1  the disk: works at once, and tells you when it gets full
  2  a job of your own
1 or 2 [1]: `;

const KIND = `Is it
  1  long: it runs for minutes or days, and a command says how far it is
  2  short: a check that ends by itself
1 or 2 [1]: `;

const QUESTIONS: Readonly<Record<CommandName, string>> = {
  status: 'Command that prints its status as JSON (node scan.mjs status): ',
  start: 'Command that starts it and returns at once: ',
  stop: 'Command that stops it (empty: a signal to the pid that its status names): ',
  run: 'Command that runs the check: ',
};

type Asked = Wish | { readonly kind: 'interrupted' } | Wrong;

/** Asks for what no flag has said. */
export async function askJob(
  prompt: Prompt,
  flags: JobFlags,
  home: string,
  signal: AbortSignal,
): Promise<Asked> {
  const ask = (question: string, wrong: (answer: string) => string | undefined) =>
    askUntilRight(prompt, question, wrong, signal);
  let { id } = flags;
  if (id === undefined) {
    const which = await ask(WHICH, oneOf('', '1', '2'));
    if (which === undefined) return { kind: 'interrupted' };
    if (which !== '2') return wishOf(flags, home);
    id = await ask('Its id, a word for the command line [my-job]: ', () => undefined);
    if (id === undefined) return { kind: 'interrupted' };
  }
  const kind = flags.kind ?? (await askKind(flags, ask));
  if (kind === undefined) return { kind: 'interrupted' };
  const commands = { ...flags.commands };
  for (const command of kind === 'long_running_read'
    ? (['status', 'start', 'stop'] as const)
    : NEEDED[kind]) {
    if (commands[command] !== undefined) continue;
    const isNeeded = NEEDED[kind].includes(command);
    const answer = await ask(QUESTIONS[command], (text) => wrongCommand(text, home, isNeeded));
    if (answer === undefined) return { kind: 'interrupted' };
    if (answer !== '') commands[command] = answer;
  }
  return wishOf({ ...flags, id: id || 'my-job', kind, commands }, home);
}

async function askKind(
  flags: JobFlags,
  ask: (question: string, wrong: (answer: string) => string | undefined) => Promise<string | undefined>,
): Promise<NewJob['kind'] | undefined> {
  if (Object.values(flags.commands).some((command) => command !== undefined)) return kindOf(flags);
  const answer = await ask(KIND, oneOf('', '1', '2'));
  if (answer === undefined) return undefined;
  return answer === '2' ? 'one_shot_read' : 'long_running_read';
}

/** Undefined: they broke off; empty: they know none. */
export function askChat(prompt: Prompt, signal: AbortSignal): Promise<string | undefined> {
  prompt.say(`\nWhich Telegram chat is to be told? Your own is a number; ${CHAT_ID_HINT}.`);
  const question = 'Chat id, such as 123456789 (empty: later): ';
  const wrong = (text: string) =>
    text === '' || parseTarget(text) ? undefined : 'a chat is 123456789, -100123456789 or @name';
  return askUntilRight(prompt, question, wrong, signal);
}

async function askUntilRight(
  prompt: Prompt,
  question: string,
  wrong: (answer: string) => string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (;;) {
    const answer = await prompt.ask(question, signal);
    const why = answer === undefined ? undefined : wrong(answer);
    if (why === undefined) return answer;
    prompt.say(`  ${why}`);
  }
}

function oneOf(...allowed: readonly string[]): (answer: string) => string | undefined {
  return (answer) => (allowed.includes(answer) ? undefined : `type ${allowed.filter(Boolean).join(' or ')}`);
}

function wrongCommand(text: string, home: string, isNeeded: boolean): string | undefined {
  if (text === '' && !isNeeded) return undefined;
  const parsed = parseCommand(text, home);
  return parsed.kind === 'wrong' ? parsed.why : undefined;
}
