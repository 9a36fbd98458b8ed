/** Replays one conformance case of test/conformance/cases (its README says what the keys mean) against the built program. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Json = unknown;
type JsonObject = Record<string, Json>;

export interface Step {
  argv: string[];
  env?: Record<string, string>;
  files?: Record<string, Json>;
  defaultPaths?: boolean;
  exit?: number;
  stdout?: string;
  stdoutHas?: string[];
  stdoutLacks?: string[];
  stderrHas?: string[];
  stderrLacks?: string[];
  state?: Json;
  filesAfter?: Record<string, string | null>;
  sent?: { target?: string; message: string }[];
}

export interface ConformanceCase {
  name: string;
  about: string;
  config?: Json;
  state?: Json;
  openclawJson?: Json;
  files?: Record<string, Json>;
  openclaw?: { exit?: number };
  steps: Step[];
}

interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** What of the case does not hold, a text each; empty: it holds. */
export async function replay(spec: ConformanceCase, command: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ops-monitor-conformance-'));
  try {
    const stage = new Stage(folder, Date.now());
    stage.set(spec);
    const failures: string[] = [];
    for (const [index, step] of spec.steps.entries()) {
      for (const failure of await stage.play(step, command)) {
        failures.push(`step ${index + 1} (${step.argv.join(' ')}): ${failure}`);
      }
    }
    return failures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Stage {
  constructor(
    private readonly folder: string,
    private readonly nowMs: number,
  ) {}

  set(spec: ConformanceCase): void {
    mkdirSync(join(this.folder, 'home'));
    if (spec.config !== undefined) this.write('config.json', spec.config);
    if (spec.state !== undefined) this.write('state.json', spec.state);
    if (spec.openclawJson !== undefined) this.write('home/openclaw.json', spec.openclawJson);
    for (const [name, content] of Object.entries(spec.files ?? {})) this.write(name, content);
    if (spec.openclaw !== undefined) this.writeStandIn(spec.openclaw.exit ?? 0);
  }

  async play(step: Step, command: readonly string[]): Promise<string[]> {
    for (const [name, content] of Object.entries(step.files ?? {})) this.write(name, content);
    rmSync(join(this.folder, 'sent.log'), { force: true });
    const ran = await this.run(step, command);
    return [
      ...this.checkStreams(step, ran),
      ...this.checkTickMark(step),
      ...(step.state === undefined ? [] : this.checkState(step.state)),
      ...this.checkFiles(step.filesAfter ?? {}),
      ...(step.sent === undefined ? [] : this.checkSent(step.sent)),
    ];
  }

  private run(step: Step, command: readonly string[]): Promise<Ran> {
    const argv = this.fill(step.argv) as string[];
    const [name] = argv;
    const usual = step.defaultPaths !== true;
    if (usual && name !== 'selftest' && !argv.includes('--config-file'))
      argv.push('--config-file', this.at('config.json'));
    if (usual && name !== 'selftest' && name !== 'validate-config' && !argv.includes('--state-file')) {
      argv.push('--state-file', this.at('state.json'));
    }
    const [program = '', ...before] = command;
    const child = spawn(program, [...before, ...argv], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      env: {
        PATH: `${this.at('bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
        HOME: this.at('user'),
        OPENCLAW_HOME: this.at('home'),
        TZ: 'UTC',
        LANG: 'C.UTF-8',
        NO_COLOR: '1',
        ...(this.fill(step.env ?? {}) as Record<string, string>),
      },
    });
    return new Promise((resolve, reject) => {
      const text = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (chunk) => (text.stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk) => (text.stderr += chunk));
      child.once('error', reject);
      child.once('close', (exitCode) => resolve({ exitCode, ...text }));
    });
  }

  private checkStreams(step: Step, { exitCode, stdout, stderr }: Ran): string[] {
    const failures: string[] = [];
    const say = (isWrong: boolean, text: string) => isWrong && failures.push(text);
    say(step.exit !== undefined && exitCode !== step.exit, `exit ${exitCode}, not ${step.exit}\n${stderr}`);
    const wanted = step.stdout === undefined ? undefined : String(this.fill(step.stdout));
    say(wanted !== undefined && !matches(wanted, stdout.trimEnd()), `stdout is\n${stdout}\nnot\n${wanted}`);
    for (const part of this.fill(step.stdoutHas ?? []) as string[]) {
      say(!stdout.includes(part), `stdout lacks «${part}»\n${stdout}`);
    }
    for (const part of step.stdoutLacks ?? []) say(stdout.includes(part), `stdout has «${part}»\n${stdout}`);
    for (const part of this.fill(step.stderrHas ?? []) as string[]) {
      say(!stderr.includes(part), `stderr lacks «${part}»\n${stderr}`);
    }
    for (const part of ['    at ', 'Traceback', 'UnhandledPromise', ...(step.stderrLacks ?? [])]) {
      say(stderr.includes(part), `stderr has «${part}»\n${stderr}`);
    }
    return failures;
  }

  /** Every tick that went well leaves its mark, so that a program which does nothing passes no case. */
  private checkTickMark(step: Step): string[] {
    if (step.argv[0] !== 'tick' || step.exit !== 0 || step.defaultPaths === true) return [];
    const { updatedAt } = this.readState();
    const age = Math.abs(Date.parse(String(updatedAt)) - this.nowMs);
    return age < 120_000 ? [] : ['state.updatedAt is not of this tick'];
  }

  private checkState(expected: Json): string[] {
    return differences(this.fill(expected), this.readState(), 'state', this.nowMs);
  }

  private checkFiles(expected: Record<string, string | null>): string[] {
    return Object.entries(expected).flatMap(([name, content]) => {
      const text = existsSync(this.at(name)) ? readFileSync(this.at(name), 'utf8') : null;
      return text === content
        ? []
        : [`file ${name} is ${JSON.stringify(text)}, not ${JSON.stringify(content)}`];
    });
  }

  private checkSent(expected: { target?: string; message: string }[]): string[] {
    const log = this.at('sent.log');
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    const calls = text
      .split('\u0001')
      .flatMap((call) => (call === '' ? [] : [call.split('\0').slice(0, -1)]));
    const flag = (argv: string[], name: string) =>
      argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined;
    const isAsWanted =
      calls.length === expected.length &&
      expected.every(({ target, message }, i) => {
        const argv = calls[i] ?? [];
        const isTarget = target === undefined || flag(argv, '--target') === target;
        return isTarget && matches(String(this.fill(message)), flag(argv, '--message') ?? '');
      });
    return isAsWanted ? [] : [`sent ${JSON.stringify(calls)}, not ${JSON.stringify(expected)}`];
  }

  private readState(): JsonObject {
    return JSON.parse(readFileSync(this.at('state.json'), 'utf8')) as JsonObject;
  }

  private write(name: string, content: Json): void {
    const filled = this.fill(content);
    const raw = isObject(filled) && typeof filled.$raw === 'string' ? filled.$raw : undefined;
    const text = typeof filled === 'string' ? filled : (raw ?? JSON.stringify(filled, null, 2));
    mkdirSync(dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), text);
  }

  private writeStandIn(exitCode: number): void {
    const log = this.at('sent.log');
    const script = `#!/bin/sh\nprintf '%s\\0' "$@" >> '${log}'\nprintf '\\001' >> '${log}'\nexit ${exitCode}\n`;
    this.write('bin/openclaw', script);
    chmodSync(this.at('bin/openclaw'), 0o755);
  }

  private at(name: string): string {
    return join(this.folder, name);
  }

  /** Replaces $WORK, and `{"$ago": s}`, `{"$in": s}`, `{"$hhmm": minutes}` by times around now. */
  private fill(value: Json): Json {
    if (typeof value === 'string') return value.replaceAll('$WORK', this.folder);
    if (Array.isArray(value)) return value.map((item) => this.fill(item));
    if (!isObject(value)) return value;
    if (typeof value.$ago === 'number') return this.nowMs / 1000 - value.$ago;
    if (typeof value.$in === 'number') return this.nowMs / 1000 + value.$in;
    if (typeof value.$hhmm === 'number')
      return new Date(this.nowMs + value.$hhmm * 60_000).toISOString().slice(11, 16);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.fill(inner)]));
  }
}

function differences(expected: Json, actual: Json, at: string, nowMs: number): string[] {
  const wrong = (isRight: boolean) =>
    isRight ? [] : [`${at} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`];
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return wrong(false);
    return expected.flatMap((inner, i) => differences(inner, actual[i], `${at}[${i}]`, nowMs));
  }
  if (!isObject(expected)) return wrong(Object.is(expected, actual));
  if ('$recent' in expected)
    return wrong(typeof actual === 'number' && Math.abs(actual - nowMs / 1000) < 120);
  if ('$absent' in expected) return wrong(actual === undefined || actual === null);
  if ('$any' in expected) return wrong(actual !== undefined);
  if ('$match' in expected) return wrong(matches(String(expected.$match), String(actual)));
  if (!isObject(actual)) return wrong(false);
  return Object.entries(expected).flatMap(([key, inner]) =>
    differences(inner, actual[key], `${at}.${key}`, nowMs),
  );
}

/** `{TIME}` a clock time, `{MS}` and `{PID}` digits, `{*}` anything; all else is itself. */
function matches(template: string, text: string): boolean {
  const pattern = template
    .replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')
    .replaceAll('\\{TIME\\}', '\\d{2}:\\d{2}:\\d{2}')
    .replaceAll('\\{MS\\}', '\\d+')
    .replaceAll('\\{PID\\}', '\\d+')
    .replaceAll('\\{\\*\\}', '[^]*?');
  return new RegExp(`^${pattern}$`).test(text);
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
