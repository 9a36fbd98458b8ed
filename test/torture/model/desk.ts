/** What an operator does between and in ticks besides starting and stopping jobs: on src/core and on the reference. */
import { acknowledge } from '../../../src/core/acknowledge.ts';
import type { JobId } from '../../../src/core/model.ts';
import { withoutEntries } from '../../../src/core/outbox-desk.ts';
import { silence, unsilence } from '../../../src/core/silencing.ts';
import type { MonitorState } from '../../../src/schema/state.ts';
import { momentIn } from '../quiet/wall-clock.ts';
import { compareOutbox } from './compare.ts';
import type { Promises } from './promises.ts';
import { hush } from './reference-desk.ts';
import { sureLooks } from './reference-log.ts';
import { settleClock } from './reference-tick.ts';
import { logOf, type Scene } from './scene.ts';

const LENGTHS = [60, 600, 3600, 14_400, 86_400];

/** `share`: how often, of what is usual between two ticks. */
export function sitAtDesk(scene: Scene, promises: Promises, at: number, share = 1): void {
  const { random, jobs, hasDesk } = scene;
  if (!hasDesk) return;
  const id = random.pick(jobs).id;
  const key = random.chance(0.3) ? '*' : id;
  if (random.chance(0.05 * share)) hushUp(scene, key, random.pick(LENGTHS), at);
  if (random.chance(0.03 * share)) lift(scene, key, at);
  if (random.chance(0.05 * share)) ack(scene, promises, id, at);
  if (random.chance(0.02 * share)) drop(scene);
}

export function liftAll(scene: Scene, promises: Promises): void {
  // Lifted one by one; an acknowledgement is no reason to keep an end back.
  for (const key of [...scene.silences.keys()]) lift(scene, key, scene.wall);
  if (scene.hasDesk && scene.random.chance(0.3))
    ack(scene, promises, scene.random.pick(scene.jobs).id, scene.wall);
}

function hushUp(scene: Scene, key: string, seconds: number, at: number): void {
  save(scene, silence(scene.state, key, { seconds, reason: undefined }, momentIn(scene.hostZone, at)).state);
  settleClock(scene, at);
  const old = scene.silences.get(key);
  const since = old !== undefined && old.since <= at && at < old.until ? old.since : at;
  scene.silences.set(key, { since, until: at + seconds });
  done(scene, [at, 'silence', key, seconds], at);
}

function lift(scene: Scene, key: string, at: number): void {
  if (scene.state.silences?.[key] === undefined) return;
  save(scene, unsilence(scene.state, key, momentIn(scene.hostZone, at)).state);
  settleClock(scene, at);
  scene.silences.delete(key);
  done(scene, [at, 'unsilence', key], at);
}

/** Known is what was surely seen last, also where a silence has kept it from being told. */
function ack(scene: Scene, promises: Promises, id: JobId, at: number): void {
  const given = acknowledge(scene.state, id, undefined, momentIn(scene.hostZone, at));
  const trouble = sureLooks(logOf(scene, id)).at(-1)?.trouble;
  const [ours, wanted] = [
    given.kind === 'acknowledged' ? given.key : 'nothing',
    trouble ? JSON.stringify({ kind: trouble.kind, stopReason: trouble.stopReason }) : 'nothing',
  ];
  scene.story.push([at, 'ack', id, ours]);
  if (ours !== wanted) {
    const detail = `${id}: ${ours}, by the model ${wanted}`;
    scene.findings.push({ rule: 'what stands can be acknowledged', detail });
  }
  if (given.kind !== 'acknowledged' || trouble === undefined) return;
  save(scene, given.state);
  settleClock(scene, at);
  const past = sureLooks(logOf(scene, id)).at(-1)?.trouble ?? trouble;
  scene.logs.set(id, [...logOf(scene, id), { what: 'ack', at, trouble: past }]);
  promises.acknowledged(id, trouble);
}

function drop(scene: Scene): void {
  const { outbox } = scene.state;
  if (outbox.length === 0) return;
  const { id } = scene.random.pick(outbox);
  save(scene, withoutEntries(scene.state, new Set([id])));
  scene.box = scene.box.filter(({ name }) => name !== id);
  scene.story.push(['outbox drop', id]);
}

function save(scene: Scene, state: MonitorState): void {
  scene.state = { ...state, revision: scene.state.revision + 1 };
}

function done(scene: Scene, line: unknown[], at: number): void {
  scene.story.push(line);
  hush(scene, at);
  scene.savedAt = at;
  compareOutbox(scene);
}
