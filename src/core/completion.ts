/** What may come next on a command line that is being typed, by what its commands say that they take. */

export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  readonly operands: readonly ValueShape[];
  readonly subcommands: readonly CommandShape[];
}

export interface OptionShape {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** Absent: it is followed by none. */
  readonly value?: ValueShape | undefined;
  readonly mayLackValue?: boolean;
}

export interface ValueShape {
  /** What the help calls it, as `job` or `job|all`: what it can be follows from that (see `SOURCES`). */
  readonly name: string;
  /** Where only these are allowed. */
  readonly choices: readonly string[];
  /** Any number of them may follow. */
  readonly isRepeated: boolean;
}

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** Where values come from that the command line itself does not know. */
export type Source = 'jobs' | 'queue' | 'outbox' | 'files';

export interface Expectation {
  readonly candidates: readonly Candidate[];
  readonly sources: readonly Source[];
  /** What stands before each value: `--flag=` where both are one word. */
  readonly prefix: string;
  /** What is typed of it already, prefix included. */
  readonly typed: string;
  readonly configFile: string | undefined;
  readonly stateFile: string | undefined;
}

const SOURCES: Readonly<Record<string, Source>> = {
  job: 'jobs',
  path: 'files',
  file: 'files',
  folder: 'files',
  'queue-item': 'queue',
  'outbox-entry': 'outbox',
};

/** What `id` means to an operand of these commands, or of what is below them. */
const IDS: Readonly<Record<string, Source>> = { queue: 'queue', outbox: 'outbox' };

interface Position {
  readonly command: CommandShape;
  readonly path: readonly string[];
  /** How many operands the command has already. */
  readonly operands: number;
  readonly given: ReadonlyMap<string, string | undefined>;
  /** The option whose value comes next. */
  readonly open: OptionShape | undefined;
  /** After `--`, where a dash means nothing. */
  readonly isPastFlags: boolean;
}

/** `words`: those after the program's name, without quotes; the last is the one that is being typed. */
export function whatComesNext(program: CommandShape, words: readonly string[]): Expectation {
  const typed = words.at(-1) ?? '';
  const start: Position = {
    command: program,
    path: [],
    operands: 0,
    given: new Map(),
    open: undefined,
    isPastFlags: false,
  };
  const here = words.slice(0, -1).reduce(stepOver, start);
  const files = { configFile: here.given.get('--config-file'), stateFile: here.given.get('--state-file') };
  return { ...NOTHING, ...nextAt(here, typed), ...files, typed };
}

const NOTHING = { candidates: [], sources: [], prefix: '' } as const;

type Next = Partial<Pick<Expectation, 'candidates' | 'sources' | 'prefix'>>;

function stepOver(here: Position, word: string): Position {
  const { command, given, open } = here;
  const isFlag = !here.isPastFlags && word.startsWith('-') && word !== '-';
  if (open !== undefined && !(isFlag && open.mayLackValue)) {
    return { ...here, open: undefined, given: new Map([...given, [open.flag, word]]) };
  }
  if (!isFlag) return stepOverOperand({ ...here, open: undefined }, word);
  if (word === '--') return { ...here, open: undefined, isPastFlags: true };
  const { flag, inline } = divideFlag(word);
  const option = command.options.find((one) => one.flag === flag);
  const isOpen = option?.value !== undefined && inline === undefined;
  return { ...here, open: isOpen ? option : undefined, given: new Map([...given, [flag, inline]]) };
}

function stepOverOperand(here: Position, word: string): Position {
  const { command, path, operands } = here;
  const inner = operands === 0 ? command.subcommands.find(({ name }) => name === word) : undefined;
  if (inner === undefined) return { ...here, operands: operands + 1 };
  return { ...here, command: inner, path: [...path, inner.name] };
}

function divideFlag(word: string): { readonly flag: string; readonly inline: string | undefined } {
  const at = word.indexOf('=');
  return at < 0 ? { flag: word, inline: undefined } : { flag: word.slice(0, at), inline: word.slice(at + 1) };
}

function nextAt(here: Position, typed: string): Next {
  const { command, open, isPastFlags } = here;
  const isFlag = !isPastFlags && typed.startsWith('-');
  if (open?.value !== undefined && !(isFlag && open.mayLackValue)) return valuesOf(open.value, {});
  if (!isFlag) return nextOperand(here, typed);
  const { flag, inline } = divideFlag(typed);
  if (inline === undefined) return { candidates: flagsLeft(here) };
  const value = command.options.find((one) => one.flag === flag)?.value;
  return value === undefined ? {} : { ...valuesOf(value, {}), prefix: `${flag}=` };
}

function nextOperand(here: Position, typed: string): Next {
  const { command, path, operands } = here;
  const inner = operands === 0 ? command.subcommands : [];
  const subcommands = inner.map(({ name, description }) => ({ value: name, description }));
  const operand = command.operands[operands] ?? command.operands.findLast(({ isRepeated }) => isRepeated);
  const values = operand === undefined ? {} : valuesOf(operand, sourceOfIds(path));
  if (subcommands.length > 0)
    return { ...values, candidates: [...subcommands, ...(values.candidates ?? [])] };
  if (operand !== undefined || typed !== '' || path.length === 0 || here.isPastFlags) return values;
  // Nothing but flags can come any more.
  return { candidates: flagsLeft(here) };
}

function flagsLeft({ command, given }: Position): readonly Candidate[] {
  return command.options
    .filter(({ flag, value }) => !given.has(flag) || value?.isRepeated)
    .map(({ flag, description }) => ({ value: flag, description }));
}

function sourceOfIds(path: readonly string[]): Readonly<Record<string, Source>> {
  const source = path.map((name) => IDS[name]).find((one) => one !== undefined);
  return source === undefined ? {} : { id: source };
}

/** Of `job|all` the one is a source, and the other stands for itself. */
function valuesOf({ name, choices }: ValueShape, more: Readonly<Record<string, Source>>): Next {
  const known = { ...SOURCES, ...more };
  const kinds = name.toLowerCase().split('|');
  const words = kinds.length > 1 ? kinds.filter((kind) => !Object.hasOwn(known, kind)) : [];
  return {
    candidates: [...choices, ...words].map((value) => ({ value, description: '' })),
    sources: kinds.flatMap((kind) => (Object.hasOwn(known, kind) ? (known[kind] ?? []) : [])),
  };
}
