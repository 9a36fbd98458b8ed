/** What has to hold after kills, whenever they came. */
import { isDeepStrictEqual } from 'node:util';
import type { MonitorState } from '../../../src/schema/state.ts';
import type { BotApi } from '../../support/bot-api.ts';
import type { Rig } from '../../support/e2e-rig.ts';
import { findings } from '../process/in-rig.ts';
import type { Finding } from '../torture.ts';
import { NEWS, ONE_SHOTS } from './stage.ts';

/** Right after a kill, before anything mends it. */
export function judgeCorpse(rig: Rig, before: MonitorState, telegram: BotApi): Finding[] {
  let after: MonitorState;
  try {
    after = rig.state();
  } catch (error) {
    return [{ rule: 'the state parses after a kill', detail: String(error) }];
  }
  const lost = lostKeys(before, after, '').filter((path) => !isDelivered(path, telegram));
  return findings([['the state has every key it had', lost.length > 0 && lost.join(', ')]]);
}

export interface Blows {
  /** How many kills or failures there were: each may double a message. */
  readonly hits: number;
  /** How often one of them came while this one-shot was running. */
  readonly running: ReadonlyMap<string, number>;
  /** Trouble was told without memory as well, and so again when there was one. */
  readonly mayRetell?: boolean;
}

/** After the clean ticks. */
export function judgeEnd(rig: Rig, telegram: BotApi, blows: Blows): Finding[] {
  const state = rig.state();
  const starts = rig.lines('starts.log').length;
  // The name is always the same, so these do not pile up: the next one who breaks a lock removes it.
  const left = rig
    .stateFolder()
    .filter((name) => name !== 'ops-monitor.json' && !name.endsWith('.lock.breaking'));
  const items = new Map(state.queue.map(({ jobId, status }) => [jobId, status]));
  const open = ONE_SHOTS.filter((id) => items.get(id) !== (id === 'broken' ? 'failed' : 'done'));
  const claimed = typeof state.jobs.scan?.lastAutoResumeAt === 'number';
  return findings([
    ...judgeMessages(telegram, blows),
    ['no second start inside the backoff', starts > 1 && `${starts} starts`],
    ['a paused job is resumed', blows.hits === 0 && starts !== 1 && `${starts} starts`],
    ['an attempt to resume is written down', !claimed && 'lastAutoResumeAt is missing'],
    ['no queue item is lost', open.length > 0 && JSON.stringify(state.queue)],
    ['a queue item is there once', items.size !== state.queue.length && JSON.stringify(state.queue)],
    ...ONE_SHOTS.map((id) => judgeRuns(rig, id, blows.running.get(id) ?? 0)),
    ['nothing is left beside the state', left.length > 0 && left.join(', ')],
    ['a silence that is over is gone', state.silences !== undefined && JSON.stringify(state.silences)],
    ['the outbox is empty', state.outbox.length > 0 && JSON.stringify(state.outbox)],
  ]);
}

type Rule = readonly [rule: string, detail: string | false | undefined];

function judgeMessages(telegram: BotApi, { hits, mayRetell = false }: Blows): Rule[] {
  const texts = telegram.accepted.map(({ text }) => text ?? '');
  const once = [...new Set(texts)];
  const counts = NEWS.map((news) => [news, once.filter((text) => text.includes(news)).length] as const);
  const untold = counts.filter(([, count]) => count === 0).map(([news]) => news);
  const retold = counts.filter(([, count]) => count > (mayRetell ? 2 : 1)).map(([news]) => news);
  const doubles = texts.length - once.length;
  return [
    ['every alert and recovery arrives', untold.length > 0 && untold.join('\n')],
    ['no news is told in two reports', retold.length > 0 && `${retold.join('\n')}\n\n${texts.join('\n\n')}`],
    ['at most one double a blow', doubles > hits && !mayRetell && `${doubles} doubles after ${hits}`],
  ];
}

function judgeRuns(rig: Rig, id: string, running: number): Rule {
  const runs = rig.lines('runs.log').filter((line) => line === id).length;
  const isWrong = runs > 1 + running || runs < 1;
  return [
    'a queue item runs once, and again only if it was killed while running',
    isWrong && `${id}: ${runs} runs, ${running} blows while it ran`,
  ];
}

/** Paths of keys and list elements that are no more. Of what the program knows, only whole jobs and lists may not go. */
function lostKeys(before: unknown, after: unknown, path: string): string[] {
  if (before === null || typeof before !== 'object') return [];
  if (after === null || typeof after !== 'object') return [path];
  const old = byKey(before);
  const fresh = byKey(after);
  return [...old].flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    if (fresh.has(key)) {
      const isForeign = key.startsWith('x-') || here === '/jobs/gone';
      const changed = isForeign && !isDeepStrictEqual(value, fresh.get(key));
      return changed ? [here] : lostKeys(value, fresh.get(key), here);
    }
    return mayGo(here) ? [] : [here];
  });
}

function byKey(value: object): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.map((item: { id?: string }, i) => [item?.id ?? String(i), item]));
}

/** Marks of a job, an item or a message that a tick takes away when they are over, and silences. */
function mayGo(path: string): boolean {
  return /^\/jobs\/[^/]+\/(?!x-)\w+$|^\/queue\/[^/]+\/(?!x-)\w+$|^\/silences|^\/outbox\/held\/silencedJob$/.test(
    path,
  );
}

function isDelivered(path: string, telegram: BotApi): boolean {
  const id = /^\/outbox\/(older|held)$/.exec(path)?.[1];
  const text = { older: 'an older alert', held: 'a held alert' }[id ?? ''];
  return text !== undefined && telegram.accepted.some((message) => message.text?.includes(text));
}
