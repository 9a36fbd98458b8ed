/** What a call evaluates, and what it therefore need not pay for. By what V8 saw, not by time. */
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { longJob, PAUSED, RUNNING } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';
import { evaluatedBy } from '../support/evaluated.ts';

/** What no idle tick needs. */
const HEAVY = {
  undici: /undici/,
  json5: /node_modules\/json5\//,
  momoa: /node_modules\/@humanwhocodes\//,
  zod: /node_modules\/zod\//,
  'the notifiers': /src\/adapters\/(channel|telegram|openclaw-notifier|way-notifier)/,
  'what starts children': /src\/adapters\/run-child/,
  'the self-test': /selftest/,
  'what finds events': /src\/core\/event/,
  'the journal': /src\/adapters\/(event-writer|event-reader|journal-path)|src\/schema\/event\.ts$/,
  'other commands':
    /src\/app\/(status|start|stop|run|notify|doctor|explain|check|history|queue-desk|outbox-desk)\.ts$|src\/cli\/commands\/(?!(tick|flags)\.ts$)/,
} as const;

type Heavy = keyof typeof HEAVY;

/** Of Node's own: each takes as long to load as the tick to look at ten jobs. */
const HEAVY_BUILTINS =
  /^node:(child_process|net|http|https|stream|zlib|crypto|assert|perf_hooks|worker_threads|fs\/promises|timers\/promises|internal\/(fs\/promises|streams\/readable|child_process))$/;

function heavyOf(sources: readonly string[]): Heavy[] {
  return (Object.keys(HEAVY) as Heavy[]).filter((name) => sources.some((source) => HEAVY[name].test(source)));
}

function disabledJobs(rig: Rig): void {
  rig.writeJobs(['a', 'b', 'c'].map((id) => longJob(rig, id, { enabled: false })));
}

describe('an idle tick', () => {
  test('evaluates none of what only others need', async (context) => {
    const rig = createRig(context);
    disabledJobs(rig);
    const { exitCode, sources } = await evaluatedBy(rig, ['tick']);
    expect(exitCode).toBe(0);
    expect(sources).toEqual(
      expect.arrayContaining(['src/app/tick.ts', 'src/bin.ts', 'src/core/plan-tick.ts']),
    );
    expect(heavyOf(sources)).toEqual([]);
  });

  test('loads none of the larger modules of Node', async (context) => {
    const rig = createRig(context);
    disabledJobs(rig);
    await rig.run(['tick']);
    const { builtins } = await evaluatedBy(rig, ['tick']);
    expect(builtins).toContain('node:fs');
    expect(builtins.filter((name) => HEAVY_BUILTINS.test(name))).toEqual([]);
  });
});

describe('the measure itself sees what is evaluated', () => {
  test('a job: what starts children', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', RUNNING);
    await rig.run(['tick', '--print-only']);
    const { sources, builtins } = await evaluatedBy(rig, ['tick', '--print-only']);
    expect(heavyOf(sources)).toEqual(['what starts children', 'what finds events']);
    expect(builtins).toContain('node:child_process');
  });

  test('something to tell: what writes the journal, and not what reads it', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', RUNNING);
    const { sources, builtins } = await evaluatedBy(rig, ['tick', '--print-only']);
    expect(heavyOf(sources)).toEqual(['what starts children', 'what finds events', 'the journal']);
    expect(sources.filter((source) => /event-reader|schema\/event/.test(source))).toEqual([]);
    expect(builtins).not.toContain('node:fs/promises');
  });

  test('a message to send: the notifiers, undici, and zod for what they read', async (context) => {
    const rig = createRig(context);
    const telegram = await rig.startTelegram();
    rig.writeJobs([longJob(rig, 'scan')]);
    rig.write('scan.json', PAUSED);
    const { sources } = await evaluatedBy(rig, ['tick']);
    expect(telegram.accepted).toHaveLength(1);
    expect(heavyOf(sources)).toEqual([
      'undici',
      'zod',
      'the notifiers',
      'what starts children',
      'what finds events',
      'the journal',
    ]);
  });

  test('a job file with comments: json5', async (context) => {
    const rig = createRig(context);
    disabledJobs(rig);
    const plain = rig.read('user/.openclaw/net/config/ops-jobs.json');
    writeFileSync(rig.configFile, `// mine\n${plain}`);
    expect(heavyOf((await evaluatedBy(rig, ['tick'])).sources)).toEqual(['json5']);
  });

  test('a job file that is wrong: zod, and momoa for the place', async (context) => {
    const rig = createRig(context);
    rig.writeJobs([longJob(rig, 'scan', { enabled: 'yes' })]);
    expect(existsSync(rig.configFile)).toBe(true);
    const { exitCode, sources } = await evaluatedBy(rig, ['validate-config']);
    expect(exitCode).toBe(2);
    expect(heavyOf(sources)).toEqual(['momoa', 'zod', 'other commands']);
  });

  test('selftest: the self-test', async (context) => {
    const rig = createRig(context);
    const { exitCode, sources } = await evaluatedBy(rig, ['selftest']);
    expect(exitCode).toBe(0);
    expect(heavyOf(sources)).toContain('the self-test');
  });
});
