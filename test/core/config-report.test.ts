import { describe, expect, it } from 'vitest';
import { reportConfig } from '../../src/core/config-report.ts';
import type { ConfigProblem } from '../../src/core/model.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { instant, NOW, state, TEXTS } from '../support/core-fixtures.ts';

const noJobs: ConfigProblem = { path: 'jobs', message: 'must be a list of jobs', line: 3, column: 1 };
const badRisk: ConfigProblem = { path: 'jobs[0].risk', message: 'must be one of …', line: 9, column: 5 };

/** Ticks at so many seconds after NOW with these problems: the importance of what each tells, or nothing. */
function told(
  ticks: readonly (readonly [number, ...ConfigProblem[]])[],
  before: MonitorState = state(),
): string[] {
  let current = before;
  return ticks.map(([at, ...problems]) => {
    const { state: next, sections } = reportConfig(current, '/jobs.json', problems, instant(NOW + at), TEXTS);
    current = { ...next, lastTickAt: NOW + at };
    return sections.map(({ importance }) => importance).join();
  });
}

describe('a broken job file is told', () => {
  it('once, then hourly while it lasts', () => {
    expect(
      told([
        [0, noJobs],
        [60, noJobs],
        [3599, noJobs],
        [3600, noJobs],
        [7199, noJobs],
        [7200, noJobs],
      ]),
    ).toEqual(['alert', '', '', 'alert', '', 'alert']);
  });

  it('at once when the errors change, and not when one of them only moves', () => {
    const moved = { ...noJobs, line: 4, column: 7 };
    expect(
      told([
        [0, noJobs],
        [60, noJobs, badRisk],
        [120, badRisk],
        [180, noJobs],
        [240, moved],
      ]),
    ).toEqual(['alert', 'alert', 'alert', 'alert', '']);
  });

  it('once when it is mended', () => {
    expect(told([[0, noJobs], [60], [120]])).toEqual(['alert', 'recovery', '']);
  });

  it('at once when it breaks again, within the same hour too', () => {
    expect(told([[0, noJobs], [60], [120, noJobs], [180, noJobs]])).toEqual([
      'alert',
      'recovery',
      'alert',
      '',
    ]);
  });

  it.each([
    ['within the hour its error is taken to be this one', 3599, ['', '', 'alert']],
    ['after an hour it is told again', 3600, ['alert', '', '']],
  ])('by the original, which kept the time alone: %s', (_, ago, expected) => {
    const before = state({ lastConfigErrorAt: NOW - ago });
    expect(
      told(
        [
          [0, noJobs],
          [0.5, noJobs],
          [1, noJobs],
        ],
        before,
      ),
    ).toEqual(expected);
  });

  it('by the original, mended since, and broken again', () => {
    expect(told([[0], [60, noJobs]], state({ lastConfigErrorAt: NOW - 60 }))).toEqual(['', 'alert']);
  });
});

describe('what is said', () => {
  it('names the file and every error with its place, a line each', () => {
    const { sections } = reportConfig(
      state(),
      '/jobs.json',
      [noJobs, { path: '', message: 'no\nJSON' }],
      instant(),
      TEXTS,
    );
    expect(sections).toEqual([
      {
        importance: 'alert',
        text: '• ALERT: ops-jobs config invalid\n- path: /jobs.json\n- error: 3:1: jobs: must be a list of jobs\n- error: no JSON',
      },
    ]);
  });

  it('says how long it lasted', () => {
    const broken = reportConfig(state(), '/jobs.json', [noJobs], instant(), TEXTS).state;
    const later = reportConfig(broken, '/jobs.json', [badRisk], instant(NOW + 600), TEXTS).state;
    const { sections } = reportConfig(later, '/jobs.json', [], instant(NOW + 3900), TEXTS);
    expect(sections[0]?.text).toBe(
      '• RECOVERED ✅: ops-jobs config valid\n- path: /jobs.json\n- lasted: 1h 05m',
    );
  });

  it('keeps the time where the original kept it, and nothing when it is over', () => {
    const broken = reportConfig(state(), '/jobs.json', [noJobs], instant(), TEXTS);
    expect(broken.state).toMatchObject({ lastConfigErrorAt: NOW, configError: { since: NOW, toldAt: NOW } });
    const mended = reportConfig(broken.state, '/jobs.json', [], instant(), TEXTS);
    expect(mended.state).toEqual(state({ lastConfigErrorAt: NOW }));
  });
});
