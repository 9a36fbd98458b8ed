/** What a state file held before a command and does not hold after it. */

type Tree = Record<string, unknown>;

/** Keys whose values the program is there to change. */
const ITS_OWN = [
  'version',
  'revision',
  'updatedAt',
  'lastTickAt',
  'meanTickGapSeconds',
  'lastConfigErrorAt',
  'configError',
  'quarantined',
];
const KEYS_OF_A_JOB = [
  'lastSeen',
  'lastProgressKey',
  'lastProgressAt',
  'lastReportAt',
  'reportedCompleted',
  'lastAnomalyKey',
  'lastAnomalyReportAt',
  'lastAutoResumeAt',
  'lastManualStartAt',
  'startLease',
  'lastStart',
  'lastStopAt',
  'lastStop',
  'lastRunAt',
  'lastRun',
  'anomalySince',
  'anomalyEndedAt',
  'completionHeld',
  'operatorStopped',
  'unknownCount',
  'unknownSince',
  'lastLevel',
  'stallHeld',
  'resumeBlockedTold',
  'failureFollowed',
];
const MAY_BE_REPLACED = ['reminder', 'routine'];

/** Empty: all that was held is held still, or was told. `before` and `after` are parsed files. */
export function lostBetween(before: Tree, after: Tree, told: readonly string[]): string[] {
  return [
    ...keysLost(before, after, 'state', [...ITS_OWN, 'jobs', 'queue', 'outbox']),
    ...jobsLost(objectOf(before.jobs), objectOf(after.jobs)),
    ...itemsLost(listOf(before.queue), listOf(after.queue)),
    ...messagesLost(listOf(before.outbox), listOf(after.outbox), told.join('\n')),
  ];
}

function keysLost(before: Tree, after: Tree, name: string, except: readonly string[]): string[] {
  return Object.keys(before)
    .filter((key) => !except.includes(key))
    .filter((key) => !Object.hasOwn(after, key) || !isSame(before[key], after[key]))
    .map((key) => `${name}.${key}`);
}

function jobsLost(before: Tree, after: Tree): string[] {
  return Object.keys(before).flatMap((id) => {
    if (!Object.hasOwn(after, id)) return [`jobs.${id}`];
    return keysLost(objectOf(before[id]), objectOf(after[id]), `jobs.${id}`, KEYS_OF_A_JOB);
  });
}

/** Finished items are a history of 200; no garbage makes that many. */
function itemsLost(before: readonly Tree[], after: readonly Tree[]): string[] {
  return before
    .filter(({ id }) => !after.some((item) => item.id === id))
    .map(({ id }) => `queue ${String(id)}`);
}

function messagesLost(before: readonly Tree[], after: readonly Tree[], told: string): string[] {
  return before.flatMap((entry) => {
    if (after.some(({ id }) => id === entry.id)) return [];
    const sections = listOf(entry.sections);
    const mustArrive = sections.filter(({ importance }) => !MAY_BE_REPLACED.includes(String(importance)));
    const isTold = mustArrive.every(({ text }) => told.includes(shown(String(text))));
    return isTold ? [] : [`outbox ${String(entry.id)}`];
  });
}

/** As it is sent: without control characters, and without halves of characters. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: dropping control characters is what this is for.
  const plain = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
  return plain.replace(/\p{Surrogate}/gu, '\ufffd');
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function objectOf(value: unknown): Tree {
  return value !== null && typeof value === 'object' ? (value as Tree) : {};
}

function listOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
