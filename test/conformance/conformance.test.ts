import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { type ConformanceCase, replay } from '../support/conformance-case.ts';

const CASES = new URL('./cases/', import.meta.url);
const names = readdirSync(CASES).filter((name) => name.endsWith('.json'));

describe('conformance', () => {
  it('has all its cases', () => {
    expect(names).toHaveLength(87);
  });

  it.concurrent.each(names)('%s', { timeout: 120_000 }, async (name) => {
    const spec = JSON.parse(readFileSync(new URL(name, CASES), 'utf8')) as ConformanceCase;
    expect(await replay(spec, builtProgram())).toEqual([]);
  });
});
