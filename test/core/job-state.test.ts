import { expect, it } from 'vitest';
import { jobState } from '../../src/core/job-state.ts';
import { state } from '../support/core-fixtures.ts';

it('finds what is remembered of a job, or nothing', () => {
  const jobs = { scan: { lastReportAt: 7 } };
  expect(jobState(state({ jobs }), 'scan')).toBe(jobs.scan);
  expect(jobState(state({ jobs }), 'other')).toEqual({});
});

it.each(['__proto__', 'constructor', 'toString'])(
  'finds under %s what was remembered there, and nothing else',
  (id) => {
    expect(Object.is(jobState(state(), id), Object.prototype)).toBe(false);
    expect(jobState(state(), id)).toStrictEqual({});
    const jobs = JSON.parse(`{"${id}": {"lastReportAt": 7}}`);
    expect(jobState(state({ jobs }), id)).toEqual({ lastReportAt: 7 });
  },
);
