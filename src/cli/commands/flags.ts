/** Flags that several commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createRedact } from '../../core/telegram-redact.ts';
import { oneLine } from '../../core/text.ts';
import type { OpenRequest } from '../world.ts';

/** As commander gives them. */
export interface FileFlags {
  readonly configFile?: string;
  readonly stateFile?: string;
  readonly allowInsecureConfig?: boolean;
}

export function addConfigFile(command: Command): Command {
  return command.option('--config-file <path>', 'job file (default: ~/.openclaw/net/config/ops-jobs.json)');
}

export function addFiles(command: Command): Command {
  return addConfigFile(command).option(
    '--state-file <path>',
    'state file (default: ~/.openclaw/net/state/ops-monitor.json)',
  );
}

/** For a command that runs what the job file names. */
export function addActing(command: Command): Command {
  return addFiles(command).option(
    '--allow-insecure-config',
    'take a job file that others could have changed',
  );
}

export interface ReasonFlag {
  readonly reason?: string;
}

/** For a command that leaves a note behind. */
export function addReason(command: Command): Command {
  return command.option('--reason <text>', 'why, for whoever looks');
}

/** A text that shows nothing is none. It is kept and shown, which a token must not be. */
export function reasonOf({ reason = '' }: ReasonFlag): string | undefined {
  return oneLine(createRedact([])(reason)) || undefined;
}

/** Timers count milliseconds in 32 bits: 24 days. */
const MOST_SECONDS = 2_000_000;

export function timeoutOption(seconds: number): Option {
  return new Option('--timeout-seconds <n>', 'end the command after this long')
    .default(seconds)
    .argParser((text) => {
      const value = Number(text);
      if (text.trim() !== '' && value > 0 && value <= MOST_SECONDS) return value;
      throw new InvalidArgumentError(
        `It must be a number of seconds, more than 0 and at most ${MOST_SECONDS}.`,
      );
    });
}

export function openRequest(command: string, flags: FileFlags): OpenRequest {
  return {
    command,
    configFile: flags.configFile,
    stateFile: flags.stateFile,
    safety: flags.allowInsecureConfig === true ? 'ignore' : 'refuse',
  };
}
