/** What `notify` prints, for people and for programs. */
import type { Notified } from '../app/notify.ts';
import type { SendOutcome } from '../core/model.ts';
import { withDetail } from './explain-failure.ts';

type Asked = Extract<Notified, { kind: 'asked' }>;
type Unsent = Exclude<SendOutcome, { kind: 'sent' }>;

const WAY_NAMES: Readonly<Record<string, string>> = { telegram: 'telegram (HTTP API)' };

/** `sent via telegram (HTTP API) to 123456 (--target) in 0.4 s`. */
export function renderSent({ target, source, parts, seconds }: Asked, via: string): string {
  const inParts = parts > 1 ? ` in ${parts} parts,` : '';
  return `sent via ${WAY_NAMES[via] ?? via} to ${target} (${source})${inParts} in ${inTenths(seconds)} s`;
}

export function renderUnsent(
  { target, source, parts, sentParts, seconds }: Asked,
  outcome: Unsent,
): readonly string[] {
  const whole = parts > 1 ? [`${sentParts} of ${parts} parts went out before`] : [];
  return [
    ...withDetail(`ERROR: ${meaningOf(outcome)}`, outcome.detail),
    `it was for ${target} (${source}), and took ${inTenths(seconds)} s`,
    ...whole,
    mendOf(outcome),
  ];
}

function meaningOf(outcome: Unsent): string {
  switch (outcome.kind) {
    case 'failed':
      return 'failed, nothing was sent';
    case 'unknown':
      return 'unknown, it may or may not have arrived';
    case 'refused':
      return 'refused, this cannot succeed as things are';
  }
}

function mendOf(outcome: Unsent): string {
  switch (outcome.kind) {
    case 'failed':
      return 'to mend it: ops-monitor doctor looks for the cause';
    case 'unknown':
      return 'to mend it: look into the chat before you send it again; ops-monitor doctor looks for the cause';
    case 'refused':
      return `to mend it: ${outcome.mend}`;
  }
}

/** One object; what is not known, or does not apply, is left out. */
export function notifiedJson(notified: Notified): Readonly<Record<string, unknown>> {
  if (notified.kind === 'no-target') {
    const detail = [...(notified.unreadable ?? []), `looked for one in vain: ${notified.tried}`];
    return { version: 1, outcome: 'no-target', detail: detail.join('\n') };
  }
  const { outcome, target, source, parts, sentParts, seconds } = notified;
  const { kind, ...more } = outcome;
  const took = { seconds: Math.round(seconds * 1000) / 1000, parts, sentParts };
  return { version: 1, outcome: kind, target, source, ...took, ...more };
}

function inTenths(seconds: number): string {
  return seconds.toFixed(1);
}
