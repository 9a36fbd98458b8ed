import { createRig, type Rig } from '../../support/e2e-rig.ts';
import type { Finding } from '../torture.ts';

/**
 * A round in a rig of its own that is gone after it, processes included. `file`: the program to play with. What the
 * round throws is a finding: a program that hangs, prints a stack trace or shows the bot token makes the rig throw.
 */
export async function inRig(file: string, play: (rig: Rig) => Promise<Finding[]>): Promise<Finding[]> {
  const closers: (() => unknown)[] = [];
  const rig = createRig({ onTestFinished: (close) => void closers.push(close as () => unknown) });
  const launch: Rig['launch'] = (argv, options) => rig.launch(argv, { file, ...options });
  try {
    return await play({ ...rig, launch, run: (argv, options) => launch(argv, options).ended });
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ rule: 'nothing is thrown', detail }];
  } finally {
    for (const close of closers) await close();
  }
}

const LONGEST_DETAIL = 2000;

function cut(detail: string): string {
  return detail.length <= LONGEST_DETAIL ? detail : `${detail.slice(0, LONGEST_DETAIL)} …`;
}

/** One finding for each broken rule: `rule` holds where `detail` is undefined. */
export function findings(
  broken: readonly (readonly [rule: string, detail: string | false | undefined])[],
): Finding[] {
  return broken.flatMap(([rule, detail]) =>
    detail === undefined || detail === false ? [] : [{ rule, detail: cut(detail) }],
  );
}
