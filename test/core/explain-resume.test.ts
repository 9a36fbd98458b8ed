import { expect, it } from 'vitest';
import { explainResume } from '../../src/core/explain-resume.ts';
import { failing, NOW, paused, ranBefore, running, toldBefore } from '../support/core-fixtures.ts';
import { type ExplainScene, viewOf } from '../support/explain-scene.ts';

const policy = { autoResume: true };

it.each<[string, ExplainScene, string]>([
  ['start', { seen: paused(), policy }, 'would start it now (auto-resume)'],
  [
    'risk',
    { seen: paused(), policy, of: { risk: 'write_local' } },
    'auto-resume is blocked: risk is write_local, and only read_only jobs are resumed',
  ],
  [
    'backoff',
    { seen: paused(), policy, before: { ...toldBefore('paused'), lastAutoResumeAt: NOW - 180 } },
    'auto-resume waits: backoff, not before 08:12 (in 12m)',
  ],
  ['off', { seen: running('k1'), before: ranBefore() }, 'autoResume is off'],
  ['off, and paused', { seen: paused() }, 'autoResume is off; to start it: ops-monitor start scan'],
  ['running', { seen: running(), policy }, 'autoResume is on, and there is nothing to resume'],
  [
    'unknown',
    { seen: failing(), policy },
    'autoResume is on, but a job whose status is unknown may be running and is not started',
  ],
  [
    'stopped by hand',
    { seen: paused(), policy, before: { operatorStopped: true } },
    'autoResume is on, but you stopped it; to start it: ops-monitor start scan',
  ],
  [
    'being started',
    { seen: paused(), policy, before: { startLease: { pid: 7, claimedAt: NOW - 60, until: NOW + 720 } } },
    'auto-resume waits: a start of it is under way, until 08:12 at most (in 12m)',
  ],
  [
    'disabled',
    { seen: paused(), policy, of: { enabled: false } },
    'autoResume is on, but the job is disabled',
  ],
])('%s', (_, scene, sentence) => {
  expect(explainResume(viewOf(scene))).toBe(sentence);
});
