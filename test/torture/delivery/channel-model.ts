import type { SendOutcome } from '../../../src/core/model.ts';
import type { Random } from '../random.ts';

/** A channel that is down half of the time, too busy a tenth of it, and sometimes loses an answer or a chat. */
export interface ChannelModel {
  /** Time has passed: another phase may have begun. */
  liveOn(at: number): void;
  /** From now on everything arrives. */
  mend(): void;
  send(): { readonly outcome: SendOutcome };
}

type Phase = 'up' | 'down' | 'busy' | 'torn' | 'refusing';

export function createChannelModel(random: Random): ChannelModel {
  let phase: Phase = 'up';
  let until = 0;
  let isMended = false;
  return {
    liveOn(at) {
      if (at < until) return;
      phase = random.weighted<Phase>([33, 'up'], [50, 'down'], [10, 'busy'], [5, 'torn'], [2, 'refusing']);
      // All phases are equally long in the mean, so that their weights are shares of the time.
      until = at + random.int(1, 24) * 3600;
    },
    mend() {
      isMended = true;
    },
    send: () => ({ outcome: isMended ? SENT : answer(phase, random) }),
  };
}

const SENT: SendOutcome = { kind: 'sent', via: 'model' };

function answer(phase: Phase, random: Random): SendOutcome {
  switch (phase) {
    case 'up':
      return random.chance(0.98) ? SENT : { kind: 'unknown', detail: 'no answer' };
    case 'down':
      return { kind: 'failed', detail: 'connection refused' };
    case 'busy': {
      const failed = { kind: 'failed', detail: 'too many requests' } as const;
      return random.chance(0.3) ? SENT : { ...failed, retryAfterSeconds: random.int(1, 3600) };
    }
    case 'torn':
      return { kind: 'unknown', detail: 'connection reset' };
    case 'refusing':
      return { kind: 'refused', detail: 'chat not found', mend: 'write to the bot first' };
  }
}
