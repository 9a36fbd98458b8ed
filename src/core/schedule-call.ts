/** What a scheduler is to call, whichever scheduler it is. */

export type SchedulerKind = 'systemd' | 'launchd' | 'cron';

export interface TickCall {
  /** The program by its absolute path, and its arguments: nothing in it depends on PATH or on a folder. */
  readonly argv: readonly string[];
  /** All that the tick needs of the shell's environment; PATH at least. */
  readonly env: Readonly<Record<string, string>>;
  /** PATH in short, for where a line may not be long: what node and openclaw need, and the system's own folders. */
  readonly shortPath: string;
  readonly everySeconds: number;
  /** What a tick has to say when it goes wrong is put there, where the scheduler keeps no journal. Absolute. */
  readonly logFile: string;
}

/** Something written for a scheduler: a file, or the block of a crontab. */
export interface ScheduleText {
  /** Absolute; `crontab` for the crontab. */
  readonly path: string;
  readonly text: string;
}

/** Why a call cannot be written down for a scheduler, for people; `mend` says what to do. */
export interface Inexpressible {
  readonly kind: 'inexpressible';
  readonly what: string;
  readonly mend: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what this is for.
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Crontabs, units and property lists all end a value at a line break, each in its own way. */
export function findInexpressible(call: TickCall): Inexpressible | undefined {
  const values = [...call.argv, ...Object.values(call.env), call.logFile];
  if (!values.some((value) => CONTROL.test(value))) return undefined;
  const what = 'a path or a variable has a line break or another control character in it';
  return { kind: 'inexpressible', what, mend: 'rename the folder, or unset the variable' };
}
