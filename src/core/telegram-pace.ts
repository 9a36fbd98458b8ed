/** How fast messages may follow one another: 1 a second a chat, 20 a minute a group (OPENCLAW.md section 6). */

const CHAT_GAP_SECONDS = 1;
const GROUP_LIMIT = 20;
const GROUP_WINDOW_SECONDS = 60;

/**
 * Seconds to wait before the next message to a chat. `sentAt` holds when the earlier ones went out, the oldest first.
 * Never more than a minute: a clock that was set back makes nobody wait for it to catch up.
 */
export function secondsToWait(sentAt: readonly number[], now: number, toGroup: boolean): number {
  const past = sentAt.map((at) => Math.min(at, now));
  const last = past.at(-1);
  const gap = last === undefined ? 0 : last + CHAT_GAP_SECONDS - now;
  const oldest = toGroup ? past.at(-GROUP_LIMIT) : undefined;
  const room = oldest === undefined ? 0 : oldest + GROUP_WINDOW_SECONDS - now;
  return Math.max(0, gap, room);
}

/** The part of `sentAt` that still matters, with `now` added. */
export function noteSent(sentAt: readonly number[], now: number): readonly number[] {
  return [...sentAt, now].slice(-GROUP_LIMIT);
}
