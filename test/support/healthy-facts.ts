/** A host on which all is well, as the doctor sees it; each test changes what it is about. */
import { describe, expect, it } from 'vitest';
import { examineHost } from '../../src/core/doctor.ts';
import type { Check } from '../../src/core/doctor-check.ts';
import type { ChannelFindings, DoctorFacts, FileFacts, ScheduledTick } from '../../src/core/doctor-facts.ts';
import type { ChannelExplanation, Finding } from '../../src/core/openclaw-explanation.ts';
import { loadedFrom } from './app-stage.ts';
import { instantAt, NOON } from './fake-clock.ts';

export const STATE_PATH = '/h/.openclaw/net/state/ops-monitor.json';
export const OPENCLAW_JSON = '/h/.openclaw/openclaw.json';

export const HEALTHY: DoctorFacts = {
  now: instantAt(NOON),
  self: 'node ops-monitor.js',
  call: 'ops-monitor',
  jobFile: { ...loadedFrom([watchedJob()]), path: '/h/ops-jobs.json', isThere: true },
  state: {
    path: STATE_PATH,
    kind: 'state',
    revision: 7,
    lastTickAt: NOON - 40,
    meanTickGapSeconds: 60,
    waiting: [],
    dropped: [],
  },
  files: [
    file('/h/ops-jobs.json', 'job file'),
    file(STATE_PATH, 'state'),
    file('/h/.openclaw/net/state', 'state folder'),
    file(OPENCLAW_JSON, 'openclaw file'),
  ],
  locks: [{ path: `${STATE_PATH}.lock`, kind: 'free' }],
  channel: {
    transport: 'auto',
    explanation: {
      state: { path: '/h/.openclaw', rule: '~/.openclaw' },
      config: { path: OPENCLAW_JSON, rule: 'openclaw.json in the state folder', isRead: true, problems: [] },
      files: [OPENCLAW_JSON],
      variables: ['the environment', '/h/.openclaw/.env'],
      target: { value: '123', from: 'notify.target', tried: [] },
      account: { id: 'default', from: 'the account named default', isKnown: true, isEnabled: true },
      token: found('a bot token', 'channels.telegram.botToken'),
      program: found('/bin/openclaw', 'PATH'),
      apiRoot: found('https://api.telegram.org', 'apiRoot'),
      proxy: found('no proxy', 'no proxy is set'),
      gateway: { port: 18789, from: 'the usual port' },
    },
    program: { version: '2026.9.6', detail: undefined, nodeVersion: '24.16.0', isInPathAlone: false },
    gateway: 'answers',
    botApi: { kind: 'answers', bot: '@a_bot', seconds: 0.25, aheadSeconds: 0 },
  },
  schedule: { found: [scheduled()], asked: ['crontab'] },
};

function watchedJob() {
  const commands = { start: ['a'], status: ['b'] };
  return { id: 'scan', kind: 'long_running_read', risk: 'read_only', enabled: true, commands };
}

export function file(path: string, role: FileFacts['role'], more: object = {}): FileFacts {
  const mine = { owner: 1000, user: 1000, canWrite: true, othersCanRead: false, othersCanWrite: false };
  return { path, role, access: { ...mine, ...more } };
}

export function found(what: string, from: string): Finding {
  return { kind: 'found', what, from };
}

export function missing(detail: string): Finding {
  return { kind: 'missing', detail, mend: `mend of: ${detail}`, tried: [] };
}

export function scheduled(more: Partial<ScheduledTick> = {}): ScheduledTick {
  const usual = { kind: 'crontab', by: 'crontab (* * * * *)', activity: 'on', isOriginal: false } as const;
  return { ...usual, isOurs: false, target: undefined, variables: [], everySeconds: undefined, ...more };
}

/** The healthy channel with other findings. */
export function channelWith(
  more: Partial<Omit<ChannelFindings, 'explanation'>>,
  explained: Partial<ChannelExplanation> = {},
): Pick<DoctorFacts, 'channel'> {
  const { channel } = HEALTHY;
  return { channel: { ...channel, ...more, explanation: { ...channel.explanation, ...explained } } };
}

/** The healthy host without its openclaw.json, and without all that stands there. */
export function withoutOpenclawJson(problem = `${OPENCLAW_JSON}: not found`): Partial<DoctorFacts> {
  const { config } = HEALTHY.channel.explanation;
  return {
    files: HEALTHY.files.map((one) => (one.path === OPENCLAW_JSON ? { ...one, access: undefined } : one)),
    ...channelWith(
      { botApi: undefined },
      {
        config: { ...config, isRead: false, problems: [problem] },
        files: [],
        token: missing('no bot token for the account default'),
        target: {
          value: undefined,
          from: undefined,
          tried: ['--target: not given', 'notify.target: not set'],
        },
      },
    ),
  };
}

export function examine(change: Partial<DoctorFacts>): readonly Check[] {
  return examineHost({ ...HEALTHY, ...change });
}

/** The line of one check: `fail: its summary → its mend`. */
export function lineOf(name: string, change: Partial<DoctorFacts>): string {
  const check = examine(change).find((one) => one.name === name);
  if (check === undefined) throw new Error(`there is no check ${name}`);
  return `${check.level}: ${check.summary}${check.mend === undefined ? '' : ` → ${check.mend}`}`;
}

export type Row = readonly [what: string, change: Partial<DoctorFacts>, line: string];

/** A test a row: what the check says where the healthy host is changed so. */
export function rows(name: string, ...table: readonly Row[]): void {
  describe(name, () => {
    it.each(table)('%s', (_what, change, line) => {
      expect(lineOf(name, change)).toBe(line);
    });
  });
}
