/** Silences once more, the obvious way: until when somebody wants to hear nothing, and what waits meanwhile. */
import type { Waiting } from './reference-outbox.ts';
import type { Scene } from './scene.ts';

export interface Silent {
  readonly since: number;
  readonly until: number;
}

/** The end of what keeps the job silent at `at`; undefined: nothing does. */
export function silentUntil(
  silences: ReadonlyMap<string, Silent>,
  jobId: string,
  at: number,
): number | undefined {
  const ends = [silences.get(jobId), silences.get('*')]
    .filter((silence) => silence !== undefined && silence.since <= at && at < silence.until)
    .map((silence) => silence?.until ?? at);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** A silence lasts as long as was asked for, wherever the clock is set to. */
export function shiftedSilences(
  { silences, lastTick }: Pick<Scene, 'silences' | 'lastTick'>,
  at: number,
  clockAt: number,
): Map<string, Silent> {
  const latest = Math.max(at, clockAt);
  const setBack = lastTick !== undefined && lastTick > latest ? lastTick - at : 0;
  const shifted = [...silences].map(([key, { since, until }]) => {
    const by = since > latest ? Math.max(setBack, since - at) : setBack;
    return [key, { since: by > 0 ? Math.min(since - by, at) : since, until: until - by }] as const;
  });
  return new Map(shifted);
}

/** What waits of silent jobs is set aside, each job by itself, and what of it is silent no more may go. */
export function hush(scene: Scene, at: number): void {
  const box = scene.box.flatMap((waiting) => setAside(scene, waiting, at));
  // New ones are called as the program calls them; that they are the same is compared.
  scene.box = box.map((waiting, i) => ({
    ...waiting,
    name: waiting.name || (scene.state.outbox[i]?.id ?? ''),
  }));
}

function setAside({ silences }: Scene, waiting: Waiting, at: number): Waiting[] {
  if (waiting.heldFor !== undefined) {
    const until = silentUntil(silences, waiting.heldFor, at);
    return [
      until === undefined
        ? { ...waiting, heldFor: undefined, notBefore: at }
        : { ...waiting, notBefore: until },
    ];
  }
  const untilOf = (id: string | undefined) => (id === undefined ? undefined : silentUntil(silences, id, at));
  if (waiting.partsSent > 0 || waiting.sections.every(({ jobId }) => untilOf(jobId) === undefined))
    return [waiting];
  const loud = waiting.sections.filter(({ jobId }) => untilOf(jobId) === undefined);
  const ids = new Set(waiting.sections.map(({ jobId }) => jobId).filter((id) => untilOf(id) !== undefined));
  const parts = [...ids].map((id) => {
    const sections = waiting.sections.filter(
      ({ jobId, importance }) => jobId === id && importance !== 'routine',
    );
    return { ...waiting, sections, heldFor: id, notBefore: untilOf(id) ?? at };
  });
  return [{ ...waiting, sections: loud }, ...parts]
    .filter(({ sections }) => sections.length > 0)
    .map((part, i) => ({ ...part, name: i === 0 ? waiting.name : '' }));
}
