/** Says which probes are still out, once they have taken long enough for somebody to wonder. */
import type { ProbeProgress } from '../app/observe.ts';
import type { Clock } from '../app/ports.ts';
import { oneLine } from '../core/text.ts';

const PATIENCE_MS = 1000;

export interface SlowProbes {
  readonly progress: ProbeProgress;
  /** All probes are in: nothing more is said. */
  end(): void;
}

/** `say` is called with `waiting for 3 of 12 probes: scan, sync, …`, again with each that comes in. */
export function sayWhenSlow(clock: Clock, say: (words: string) => void): SlowProbes {
  const ended = new AbortController();
  let words: string | undefined;
  let isSlow = false;
  void clock.sleep(PATIENCE_MS, ended.signal).then(() => {
    if (ended.signal.aborted) return;
    isSlow = true;
    if (words !== undefined) say(words);
  });
  return {
    progress(out, total) {
      const ids = out.map(({ id }) => oneLine(id)).join(', ');
      words = out.length === 0 ? undefined : `waiting for ${out.length} of ${total} probes: ${ids}`;
      if (isSlow && words !== undefined) say(words);
    },
    end: () => ended.abort(),
  };
}
