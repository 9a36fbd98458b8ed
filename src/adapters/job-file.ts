/** The job file on disk (SPEC sections 4 and 11): whether it may be trusted, what it says, and where it is wrong. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import type { ConfigSource, LoadedConfig } from '../app/ports.ts';
import { formatPath } from '../core/config-problem.ts';
import type { ConfigProblem } from '../core/model.ts';
import type { RawProblem } from '../schema/config-messages.ts';
import { emptyConfig, readConfig } from '../schema/plain-config.ts';
import { locate, parseJson5Text, type TextPlace } from './json5-text.ts';
import { systemReason } from './system-reason.ts';

export interface JobFileOptions {
  /** Absolute, `~` expanded. */
  readonly path: string;
  /** --allow-insecure-config: who owns the file and who may write to it is not asked. */
  readonly allowInsecure: boolean;
  /** The user that runs this; undefined where the system has no such thing. */
  readonly userId: number | undefined;
  /** What an insecure file comes to: no job at all, or a warning. */
  readonly checkSafety: 'refuse' | 'warn';
  /**
   * Whether warnings come with line and column (true). Finding them takes some milliseconds: a tick, which shows no
   * warnings, need not spend these every minute on a file that has one.
   */
  readonly placeWarnings?: boolean;
}

/** What a file holds, or why it cannot be used, for people. */
type FileText =
  | { readonly kind: 'text'; readonly text: string; readonly danger: string | undefined }
  | { readonly kind: 'refused'; readonly why: string };

const MEBIBYTE = 1024 * 1024;
const LARGEST = 16 * MEBIBYTE;

export function createJobFile(options: JobFileOptions): ConfigSource {
  return { load: () => load(options) };
}

async function load(options: JobFileOptions): Promise<LoadedConfig> {
  const file = readText(options);
  if (file.kind === 'refused') return unusable(options.path, { path: '', message: file.why });
  return readJobText(options, file.text, file.danger);
}

/** What a text comes to as the job file; `danger` is told as a warning. */
export async function readJobText(
  options: Pick<JobFileOptions, 'path' | 'placeWarnings'>,
  text: string,
  danger?: string,
): Promise<LoadedConfig> {
  const parsed = await parseJson5Text(text);
  if (parsed.kind === 'syntax-error') {
    const { message, line, column } = parsed;
    return unusable(options.path, { path: '', message, line, column });
  }
  const { config, problems, warnings, unusable: isUnusable } = await readConfig(parsed.value);
  const asked = options.placeWarnings === false ? problems : [...problems, ...warnings];
  const places = await locate(text, asked);
  const dangers = danger === undefined ? [] : [{ path: '', message: danger }];
  return {
    path: options.path,
    config,
    problems: problems.map((problem, index) => placed(problem, places[index])),
    warnings: [
      ...dangers,
      ...warnings.map((warning, index) => placed(warning, places[problems.length + index])),
    ],
    unusable: isUnusable,
  };
}

function placed({ path, message }: RawProblem, place: TextPlace | undefined): ConfigProblem {
  return { path: formatPath(path), message, ...place };
}

function unusable(path: string, problem: ConfigProblem): LoadedConfig {
  return { path, config: emptyConfig(), problems: [problem], warnings: [], unusable: true };
}

/** Never throws. The one that is checked is the one that is read: both go through one descriptor. */
function readText(options: JobFileOptions): FileText {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK a named pipe would hold the tick until somebody writes to it.
    descriptor = openSync(options.path, constants.O_RDONLY | constants.O_NONBLOCK);
    return readOpen(descriptor, options);
  } catch (error) {
    return { kind: 'refused', why: explain(error as NodeJS.ErrnoException, options.path) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readOpen(descriptor: number, options: JobFileOptions): FileText {
  const stats = fstatSync(descriptor);
  if (stats.isDirectory())
    return { kind: 'refused', why: 'is a folder, not a file (name the job file in it)' };
  if (!stats.isFile()) return { kind: 'refused', why: 'is not a regular file' };
  const danger = options.allowInsecure ? undefined : findDanger(stats, options);
  if (danger !== undefined && options.checkSafety === 'refuse') {
    return { kind: 'refused', why: `${danger}; or pass --allow-insecure-config` };
  }
  if (stats.size > LARGEST) return { kind: 'refused', why: tooLarge(stats.size) };
  return decode(readFileSync(descriptor), danger);
}

function decode(bytes: Buffer, danger: string | undefined): FileText {
  if (bytes.length > LARGEST) return { kind: 'refused', why: tooLarge(bytes.length) };
  if (bytes.includes(0) || !isUtf8(bytes)) {
    return {
      kind: 'refused',
      why: 'is not text in UTF-8 (a binary file, or another encoding: save it as UTF-8)',
    };
  }
  const text = bytes.toString('utf8');
  if (text.trim() === '') return { kind: 'refused', why: `the job file is empty (${HOW_TO_BEGIN})` };
  return { kind: 'text', text, danger };
}

function tooLarge(size: number): string {
  return `is too large: ${Math.ceil(size / MEBIBYTE)} MiB (at most ${LARGEST / MEBIBYTE} MiB)`;
}

const HOW_TO_BEGIN = 'ops-monitor init writes one; or name another file with --config-file';

/** Who could put a program of theirs into the file, and how to mend that. */
function findDanger({ mode, uid }: Stats, { path, userId }: JobFileOptions): string | undefined {
  const naming = 'and it names programs to run';
  const file = shellWord(path);
  if ((mode & constants.S_IWOTH) !== 0) return `everybody may write to it, ${naming}: chmod o-w ${file}`;
  if (userId === undefined || uid === userId || uid === 0) return undefined;
  const owner = `it belongs to user ${uid}, who is neither you (${userId}) nor root, ${naming}`;
  return `${owner}: sudo chown ${userId} ${file}`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function explain(error: NodeJS.ErrnoException, path: string): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `not found (${HOW_TO_BEGIN})`;
    case 'EACCES':
    case 'EPERM':
      return `cannot be read: permission denied (chmod u+r ${shellWord(path)}, or run this as its owner)`;
    case 'ELOOP':
      return 'cannot be read: its symbolic links go in a circle';
    default:
      return `cannot be read: ${systemReason(error)}`;
  }
}
