import { describe, expect, it } from 'vitest';
import { formatPath, formatProblem } from '../../src/core/config-problem.ts';

describe('formatPath', () => {
  it.each([
    [[], ''],
    [['version'], 'version'],
    [['jobs', 2, 'policy', 'stallSeconds'], 'jobs[2].policy.stallSeconds'],
    [['jobs', 0, 'commands', 'run', 1], 'jobs[0].commands.run[1]'],
    [['a b'], '["a b"]'],
    [['jobs', 0, 'a b'], 'jobs[0]["a b"]'],
    [['defaults', ''], 'defaults[""]'],
    [['defaults', '1st'], 'defaults["1st"]'],
    [['defaults', '$x_1'], 'defaults.$x_1'],
    [['say "hi"\n'], '["say \\"hi\\"\\n"]'],
    [['间隔'], '["间隔"]'],
    [['__proto__'], '__proto__'],
    [['k'.repeat(60)], 'k'.repeat(60)],
    [['k'.repeat(61)], `["${'k'.repeat(60)}…"]`],
  ])('%j is %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});

describe('formatProblem', () => {
  it.each([
    [
      { path: 'jobs[0].risk', message: 'wrong', line: 3, column: 7 },
      '/etc/jobs.json:3:7: jobs[0].risk: wrong',
    ],
    [{ path: '', message: 'wrong', line: 3, column: 7 }, '/etc/jobs.json:3:7: wrong'],
    [{ path: 'version', message: 'wrong', line: 3 }, '/etc/jobs.json:3: version: wrong'],
    [{ path: 'version', message: 'wrong', column: 7 }, '/etc/jobs.json: version: wrong'],
    [{ path: 'version', message: 'wrong' }, '/etc/jobs.json: version: wrong'],
    [{ path: '', message: 'not found' }, '/etc/jobs.json: not found'],
  ])('%j', (problem, text) => {
    expect(formatProblem('/etc/jobs.json', problem)).toBe(text);
  });

  it('leaves out the file where it is named elsewhere', () => {
    expect(formatProblem('', { path: 'version', message: 'wrong', line: 3, column: 7 })).toBe(
      '3:7: version: wrong',
    );
    expect(formatProblem('', { path: '', message: 'not found' })).toBe('not found');
  });
});

it('shows nothing that a terminal would act upon', () => {
  const problem = { path: '["k\u009b"]', message: 'got "x\u202ey"', line: 1, column: 2 };
  expect(formatProblem('/a\u001bb.json', problem)).toBe('/ab.json:1:2: ["k"]: got "xy"');
});
