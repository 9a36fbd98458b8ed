import type { Clock } from '../app/ports.ts';
import { type SlowProbes, sayWhenSlow } from './slow-probes.ts';
import { cutTo } from './text-width.ts';
import type { Output } from './world.ts';

const ERASE = '\r\u001b[K';

/** One line on a terminal that says which probes are still out, and is gone when they are in. */
export function probeLine(clock: Clock, output: Output, columns: number): SlowProbes {
  let isShown = false;
  const slow = sayWhenSlow(clock, (words) => {
    isShown = true;
    // A full line would leave the cursor on the next one, where it cannot be erased.
    output.write(ERASE + cutTo(words, columns - 1));
  });
  return {
    progress: slow.progress,
    end() {
      slow.end();
      if (isShown) output.write(ERASE);
    },
  };
}
