/** One history: the real state of the program beside the logs and the outbox of the reference. */
import type { Instant, Job, SendOutcome } from '../../../src/core/model.ts';
import { freshState, type MonitorState } from '../../../src/schema/state.ts';
import { momentIn } from '../quiet/wall-clock.ts';
import { ZONE_TABLE } from '../quiet/zone-table.ts';
import type { Random } from '../random.ts';
import type { Finding } from '../torture.ts';
import { HISTORY_ZONES, type Life, newLife, someJob } from './lives.ts';
import type { Silent } from './reference-desk.ts';
import type { Log } from './reference-log.ts';
import type { Waiting } from './reference-outbox.ts';

export interface Scene {
  readonly random: Random;
  readonly hostZone: string;
  readonly jobs: Job[];
  readonly lives: Map<string, Life>;
  readonly findings: Finding[];
  /** What happened, for whoever reads a finding. */
  readonly story: unknown[][];
  /** What the host's clock shows, in epoch seconds. */
  wall: number;
  /** How far the clock went forward in all, never back: reports cannot come faster than this. */
  advanced: number;
  readonly usualGap: number;
  channel: 'up' | 'down' | 'busy' | 'torn' | 'wrong chat';
  state: MonitorState;
  readonly logs: Map<string, Log>;
  box: Waiting[];
  /** Whether its operator silences and acknowledges things. */
  readonly hasDesk: boolean;
  /** By job id; `*`: every job. */
  readonly silences: Map<string, Silent>;
  /** What the clock showed when the newest tick saved. */
  savedAt: number;
  lastTick: number | undefined;
  /** Gaps between ticks, the unusual ones cut to what was usual. */
  readonly gaps: number[];
}

export function createScene(random: Random): Scene {
  const hostZone = random.pick(HISTORY_ZONES);
  const changes = (ZONE_TABLE[hostZone] ?? []).map(([from]) => from);
  const ids = random.weighted([6, ['a']], [2, ['a', 'b']], [1, ['a', 'b', 'c']]);
  return {
    random,
    hostZone,
    jobs: ids.map((id) => someJob(random, id)),
    lives: new Map(ids.map((id) => [id, newLife(random)])),
    findings: [],
    story: [],
    wall: random.pick(changes) + random.int(-36, 6) * 3600 + random.int(0, 3599),
    advanced: 0,
    usualGap: random.pick([60, 60, 300, 900, 1800]),
    channel: 'up',
    state: freshState(),
    logs: new Map(ids.map((id) => [id, []])),
    box: [],
    hasDesk: random.chance(0.6),
    silences: new Map(),
    savedAt: 0,
    lastTick: undefined,
    gaps: [],
  };
}

export function nowOf(scene: Scene): Instant {
  return momentIn(scene.hostZone, scene.wall);
}

export function logOf(scene: Scene, id: string): Log {
  return scene.logs.get(id) ?? [];
}

/** Time passes till the next tick: mostly the usual, now and then a night asleep, or a clock that somebody set. */
export function passTime(scene: Scene): void {
  const { random, usualGap } = scene;
  const usual = usualGap + random.int(0, Math.ceil(usualGap / 20));
  const by = random.weighted(
    [90, usual],
    [3, random.int(1, 12) * 3600],
    [2, random.int(1, 3) * 86_400 + usual],
    [2, -random.int(1, 900)],
    [1, -random.int(1, 86_400)],
    [1, 0],
    [1, Math.max(1, Math.floor(usual / 10))],
  );
  moveClock(scene, by);
}

export function moveClock(scene: Scene, by: number): void {
  scene.wall += by;
  scene.advanced += Math.max(0, by);
}

export function someOutcome(scene: Scene): SendOutcome {
  const { random } = scene;
  if (random.chance(0.15)) {
    scene.channel = random.weighted([4, 'up'], [3, 'down'], [2, 'busy'], [2, 'torn'], [1, 'wrong chat']);
  }
  switch (scene.channel) {
    case 'up':
      return { kind: 'sent', via: 'model' };
    case 'down':
      return { kind: 'failed', detail: 'no way is open' };
    case 'busy':
      return { kind: 'failed', detail: 'too many requests', retryAfterSeconds: random.int(1, 900) };
    case 'torn':
      return { kind: 'unknown', detail: 'connection reset' };
    case 'wrong chat':
      return { kind: 'refused', detail: 'chat not found', mend: 'write to the bot first' };
  }
}
