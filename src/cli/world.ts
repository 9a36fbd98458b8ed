import type { DoctorPorts } from '../app/doctor.ts';
import type { HistoryPorts } from '../app/history.ts';
import type { InitPorts } from '../app/init.ts';
import type { SchedulePorts } from '../app/schedule.ts';
import type { SelftestRig } from '../app/selftest.ts';
import type { Terminals } from '../app/terminal-ports.ts';
import type { TickPorts } from '../app/tick.ts';

/** What the command line needs of the process it runs in; `bin.ts` makes it, tests make their own. */
export interface World {
  /** Without the interpreter and the script. */
  readonly argv: readonly string[];
  readonly version: string;
  /** What this machine calls itself. */
  readonly hostName: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the process is told to end; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /** Puts a question to the person at the terminal; undefined where there is none. No answer: undefined. */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** The real adapters for one call of one command. */
  open(request: OpenRequest): TickPorts;
  /** Who looks at what is printed. A tick never asks: Node takes 3 ms to make its streams. */
  openTerminals(): Promise<Terminals>;
  /** For `doctor`: adapters that only look. */
  openDoctor(request: OpenRequest): Promise<DoctorPorts>;
  /** For `history`: adapters that only look. */
  openHistory(request: OpenRequest): Promise<HistoryPorts>;
  /** For `init`; with a prompt where a person can be asked. */
  openInit(request: OpenRequest): Promise<InitPorts>;
  /** For `schedule`. */
  openSchedule(request: OpenRequest): Promise<SchedulePorts>;
  /** For `selftest`: the same adapters on a temporary folder, which `remove` takes away again. */
  openScratch(): Promise<{ readonly rig: SelftestRig; remove(): Promise<void> }>;
}

export interface Output {
  write(text: string): void;
}

export interface OpenRequest {
  readonly command: string;
  /** As typed; undefined is the usual place. */
  readonly configFile: string | undefined;
  readonly stateFile: string | undefined;
  /** `refuse`: a job file that others could have changed names no program that is run. */
  readonly safety: 'refuse' | 'warn' | 'ignore';
}
