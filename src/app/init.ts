/** The first job file: asked for or told by flags, checked before it is written, never over another one. */
import { isQuiet } from '../core/quiet-hours.ts';
import { localeFor, QUIET_HOURS, starterFile } from '../core/starter-file.ts';
import { STARTER_SCRIPT_TEXT } from '../core/starter-job.ts';
import { formatTarget, parseTarget } from '../core/telegram-target.ts';
import { askChat, askJob, type JobFlags, type Wish, wishOf } from './init-job.ts';
import type { ChannelSource, Clock, ConfigSource, LoadedConfig } from './ports.ts';
import type { NewFiles, Prompt } from './setup-ports.ts';

export interface InitPorts {
  readonly clock: Clock;
  readonly files: NewFiles;
  /** Reads what was written, as every later command does. */
  readonly config: ConfigSource;
  readonly channels: ChannelSource;
  /** Undefined: there is nobody to be asked. */
  readonly prompt: Prompt | undefined;
  /** How the user calls this program. */
  readonly typed: string;
  readonly userHome: string;
  /** A BCP 47 tag, as of the messages of other programs here. */
  readonly hostLanguage: string;
}

export interface InitRequest {
  readonly job: JobFlags;
  readonly target: string | undefined;
  /** Nothing is asked, also where somebody could be. */
  readonly isSilent: boolean;
}

export interface Recipient {
  /** Undefined: nobody is named yet. */
  readonly target: string | undefined;
  readonly source: string;
}

export type InitResult =
  | {
      readonly kind: 'made';
      readonly wrote: readonly string[];
      /** The script was there already, and stays as it is. */
      readonly kept: readonly string[];
      readonly loaded: LoadedConfig;
      readonly recipient: Recipient;
      /** News that can wait waits now, until then (HH:MM). */
      readonly quietUntil: string | undefined;
    }
  | { readonly kind: 'there'; readonly path: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'wrong'; readonly what: string }
  /** What was asked for makes no valid job file; nothing was written. */
  | { readonly kind: 'invalid'; readonly loaded: LoadedConfig }
  | { readonly kind: 'failed'; readonly detail: string };

export async function init(ports: InitPorts, request: InitRequest, signal: AbortSignal): Promise<InitResult> {
  try {
    return await make(ports, request, signal);
  } finally {
    ports.prompt?.close();
  }
}

async function make(ports: InitPorts, request: InitRequest, signal: AbortSignal): Promise<InitResult> {
  const { files } = ports;
  if (files.isThere(files.jobFile)) return { kind: 'there', path: files.jobFile };
  const prompt = request.isSilent ? undefined : ports.prompt;
  if (request.target !== undefined && parseTarget(request.target) === undefined) {
    return { kind: 'wrong', what: '--target must be a chat: 123456789, -100123456789 or @name' };
  }
  prompt?.say(
    `This writes ${files.jobFile}. Break off at any time with Ctrl-C: nothing is written before the end.`,
  );
  const wish = prompt
    ? await askJob(prompt, request.job, ports.userHome, signal)
    : wishOf(request.job, ports.userHome);
  if (wish.kind !== 'wish') return wish;
  const named = await findRecipient(ports, request.target);
  const chat = named.target === undefined && prompt ? await askChat(prompt, signal) : request.target;
  if (chat === undefined && prompt && named.target === undefined) return { kind: 'interrupted' };
  const target = chat === undefined || chat === '' ? undefined : shortened(chat);
  return write(
    ports,
    wish,
    target,
    target === undefined ? named : { target, source: 'the job file' },
    signal,
  );
}

function shortened(chat: string): string {
  const parsed = parseTarget(chat);
  return parsed === undefined ? chat : formatTarget(parsed);
}

async function findRecipient(ports: InitPorts, target: string | undefined): Promise<Recipient> {
  const { config } = await ports.files.check(starterFile({ job: undefined, target, locale: 'en' }));
  return ports.channels.open({ target: undefined, notify: config.notify });
}

async function write(
  ports: InitPorts,
  { job }: Wish,
  target: string | undefined,
  { target: to, source }: Recipient,
  signal: AbortSignal,
): Promise<InitResult> {
  const { files, clock } = ports;
  const text = starterFile({ job, target, locale: localeFor(ports.hostLanguage) });
  const checked = await files.check(text);
  if (checked.problems.length > 0) return { kind: 'invalid', loaded: checked };
  if (signal.aborted) return { kind: 'interrupted' };
  const scripts = job === undefined ? [files.starterScript] : [];
  const made: string[] = [];
  for (const path of scripts) {
    const script = files.create(path, STARTER_SCRIPT_TEXT, 0o700);
    if (script.kind === 'failed') return script;
    if (script.kind === 'created') made.push(path);
  }
  const file = files.create(files.jobFile, text, 0o600);
  if (file.kind !== 'created') {
    for (const path of made) files.remove(path);
    return file.kind === 'failed' ? file : { kind: 'there', path: files.jobFile };
  }
  return {
    kind: 'made',
    wrote: [files.jobFile, ...made],
    kept: scripts.filter((path) => !made.includes(path)),
    loaded: await ports.config.load(),
    recipient: { target: to, source },
    quietUntil: isQuiet(QUIET_HOURS, clock.now()) ? QUIET_HOURS.end : undefined,
  };
}
