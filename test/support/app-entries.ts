/** Entries of an outbox and of a queue as an earlier tick left them. */
import type { Importance, OutboxEntry, OutboxSection, QueueItem } from '../../src/schema/state.ts';
import { NOON } from './fakes.ts';

/** A message of one section about job `ID`, named after the entry; due since NOON. */
export function entry(
  id: string,
  more: Partial<OutboxEntry> & { readonly importance?: Importance; readonly text?: string } = {},
): OutboxEntry {
  const { importance = 'alert', text = `• about ${id}`, ...rest } = more;
  return {
    id,
    createdAt: NOON,
    via: 'channel',
    header: 'HEADER',
    sections: [{ jobId: id, importance, text }],
    attempts: 0,
    nextAttemptAt: NOON,
    partsSent: 0,
    ...rest,
  };
}

export function item(id: string, more: Partial<QueueItem> = {}): QueueItem {
  return { id, jobId: 'check', status: 'pending', notBefore: 0, attempt: 0, ...more };
}

/** An item that the process `pid` claimed at NOON. */
export function claimedBy(pid: number, more: Partial<QueueItem> = {}): QueueItem {
  const lease = { pid, claimedAt: NOON, until: NOON + 600 };
  return item('q1', { status: 'running', attempt: 1, lease, ...more });
}

/** Alerts about jobs of these ids, each of which nearly fills a message. */
export function longAlerts(...ids: readonly string[]): OutboxSection[] {
  return ids.map((jobId) => ({
    jobId,
    importance: 'alert',
    text: `• about ${jobId}\n${'x'.repeat(3900)}`,
  }));
}
