/** Gives one input to the program and names every rule that it breaks with it. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET } from './documents.ts';
import { lostBetween } from './holdings.ts';
import type { Input } from './inputs.ts';
import { type Ran, runReally } from './real-world.ts';

/** SPEC section 2. 70 is a bug, and nobody sends a signal. */
const DOCUMENTED = [0, 1, 2, 3, 75];
export const LONGEST_SECONDS = 2;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would act upon is what this looks for.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

export interface Place {
  readonly home: string;
  readonly jobFile: string;
  readonly state: string;
}

/** Some machines take a millisecond to answer: what one input takes is known with that of so many before it. */
const ASK_EVERY = 50;
let played = 0;
let secondsBefore = 0;

/** Runs within this process. Texts of what is wrong; empty: nothing. */
export async function playInside(input: Input, folder: string): Promise<string[]> {
  return play(input, folder, async (place) => {
    const outputs = {
      'scan.json': Buffer.from(input.scan).toString(),
      'sync.json': '{"running": true, "completed": false}',
      'check.txt': Buffer.from(input.check).toString(),
      start: 'started',
      stop: 'stopped',
    };
    if (played++ % ASK_EVERY === 0) secondsBefore = processorSeconds();
    const began = performance.now();
    const ran = await runReally({
      argv: argvOf(input, place),
      env: { ...input.env },
      home: place.home,
      outputs,
      outcome: input.outcome,
    });
    const seconds = (performance.now() - began) / 1000;
    // Time on the processor counts: a busy machine is not the program's fault.
    return { ran, seconds: seconds <= LONGEST_SECONDS ? seconds : processorSeconds() - secondsBefore };
  });
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** `run` says how; what is checked before and after is the same within this process and in one of its own. */
export async function play(
  input: Input,
  folder: string,
  run: (place: Place) => Promise<{ ran: Ran; seconds: number }>,
): Promise<string[]> {
  const place = prepare(input, folder);
  const { ran, seconds } = await run(place);
  // What somebody typed may be shown to them as it is.
  const typed = [...input.argv, ...Object.values(input.env)].join('');
  const wrong = [
    ...complain(!DOCUMENTED.includes(ran.code ?? -1), `exit code ${ran.code}`, ran.output),
    ...complain(/^ +at .*:\d+/m.test(ran.output), 'a stack trace', ran.output),
    ...complain(ran.output.includes(SECRET), 'the bot token', ran.output),
    ...complain(CONTROL.test(ran.output) && !CONTROL.test(typed), 'control characters', ran.output),
    ...complain(seconds > LONGEST_SECONDS, `${seconds.toFixed(1)} s`, ran.output),
    ...stateLost(input, place, ran),
  ];
  rmSync(folder, { recursive: true, force: true });
  return wrong;
}

function complain(isWrong: boolean, what: string, output: string): string[] {
  return isWrong ? [`${what}: ${JSON.stringify(output.slice(0, 600))}`] : [];
}

function prepare(input: Input, folder: string): Place {
  const home = join(folder, 'home');
  const openclaw = join(home, '.openclaw');
  mkdirSync(openclaw, { recursive: true });
  const place = { home, jobFile: join(folder, 'ops-jobs.json'), state: join(folder, 'ops-monitor.json') };
  const write = (path: string, bytes: Uint8Array | string | undefined) => {
    if (bytes !== undefined) writeFileSync(path, bytes, { mode: 0o600 });
  };
  write(place.jobFile, input.jobFile);
  write(place.state, input.state);
  write(join(openclaw, 'openclaw.json'), input.openclawJson);
  write(join(openclaw, 'more.json'), '{"gateway": {"port": 9}}');
  write(join(openclaw, 'token.txt'), `987654:${SECRET}\n`);
  write(join(openclaw, '.env'), input.dotEnv);
  return place;
}

/** The files are always named, so that no garbage writes anywhere else. */
export function argvOf({ argv }: Input, { jobFile, state }: Place): string[] {
  const files = ['--config-file', jobFile];
  return [...argv, ...files, ...(argv.includes('validate-config') ? [] : ['--state-file', state])];
}

function stateLost({ state: before }: Input, { state: path }: Place, { told }: Ran): string[] {
  if (before === undefined) return [];
  const folder = join(path, '..');
  const isKept = readdirSync(folder)
    .filter((name) => name.includes('.corrupt-'))
    .some((name) => readFileSync(join(folder, name)).equals(before));
  if (isKept) return [];
  const after = readFileSync(path);
  if (after.equals(before)) return [];
  try {
    const lost = lostBetween(parsed(before), parsed(after), told);
    return lost.length === 0 ? [] : [`the state lost ${lost.join(', ').slice(0, 300)}`];
  } catch (error) {
    return [`the state was replaced and not kept: ${String(error)}`];
  }
}

/** The decoder drops a byte order mark, which an editor may have put there. */
function parsed(bytes: Uint8Array): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
