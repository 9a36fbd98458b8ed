/** A process to run commands in: what they print is kept, what they need is in memory. */

import type { TickPorts } from '../../src/app/tick.ts';
import { main } from '../../src/cli/main.ts';
import type { OpenRequest, World } from '../../src/cli/world.ts';
import { createStage, NEVER } from './app-stage.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the adapters were asked for. */
  readonly opened: readonly OpenRequest[];
}

/** Runs `ops-monitor ARGV`, words divided by blanks, on the ports of `stage`. */
export async function runMain(
  argv: string | readonly string[],
  stage: TickPorts = createStage(),
  more: Partial<World> = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const opened: OpenRequest[] = [];
  const printer: TickPorts['printer'] = {
    ...stage.printer,
    async send(message, signal) {
      const outcome = await stage.printer.send(message, signal);
      if (outcome.kind === 'sent') out.push(`${message.text}\n`);
      return outcome;
    },
  };
  const world: World = {
    argv: typeof argv === 'string' ? argv.split(' ').filter((word) => word !== '') : argv,
    version: '1.2.3',
    hostName: 'here',
    stdout: { write: (piece) => void out.push(piece) },
    stderr: { write: (piece) => void err.push(piece) },
    signal: NEVER,
    open(request) {
      opened.push(request);
      return { ...stage, printer };
    },
    openTerminals: async () => ({ stdout: undefined, stderr: undefined }),
    openDoctor: () => Promise.reject(new Error('the doctor was not asked for')),
    openHistory: () => Promise.reject(new Error('no history was asked for')),
    openSchedule: () => Promise.reject(new Error('no scheduler was asked for')),
    openInit: () => Promise.reject(new Error('nothing was to be set up')),
    openScratch: () => Promise.reject(new Error('no scratch folder was asked for')),
    ...more,
  };
  const code = await main(world);
  return { code, stdout: out.join(''), stderr: err.join(''), opened };
}
