import { describe, expect, it } from 'vitest';
import type { ConfigProblem, Locale } from '../../src/core/model.ts';
import { textOf } from '../../src/core/outbox.ts';
import { planTick } from '../../src/core/plan-tick.ts';
import { REPORT_TEXTS } from '../../src/core/report-texts.ts';
import { voiceOf, withVoice } from '../../src/core/voice.ts';
import type { MonitorState } from '../../src/schema/state.ts';
import { job, state, tickFacts } from '../support/core-fixtures.ts';

const said = (locale: Locale, hostLabel?: string) => ({ ...tickFacts([], {}).config, locale, hostLabel });
const problems = (...paths: string[]): ConfigProblem[] => paths.map((path) => ({ path, message: 'wrong' }));

describe('the voice of a report', () => {
  const kept = { locale: 'en', hostLabel: 'attic' };
  // What is built in where the job file gives nothing that can be used.
  const builtIn = said('zh-CN');

  it.each<[string, Partial<MonitorState>, typeof builtIn, string[], Locale, string | undefined]>([
    ['as the job file says', {}, said('en', 'cellar'), [], 'en', 'cellar'],
    ['and not as it said', kept, said('zh-CN'), [], 'zh-CN', undefined],
    ['whatever else is wrong with it', kept, said('zh-CN', 'cellar'), ['jobs', 'version'], 'zh-CN', 'cellar'],
    ['no file: as it said', kept, builtIn, [''], 'en', 'attic'],
    ['defaults is no object: as it said', kept, builtIn, ['defaults'], 'en', 'attic'],
    ['no such language: as it said', kept, said('zh-CN', 'cellar'), ['defaults.locale'], 'en', 'cellar'],
    ['no such label: as it said', kept, builtIn, ['defaults.hostLabel'], 'zh-CN', 'attic'],
    ['it never said', {}, builtIn, [''], 'zh-CN', undefined],
    ['it said what only a newer version knows', { locale: 'fr' }, builtIn, [''], 'zh-CN', undefined],
    ['a name that every object has is none', { locale: 'toString' }, builtIn, [''], 'zh-CN', undefined],
  ])('%s', (_, memory, config, paths, locale, hostLabel) => {
    const voice = voiceOf(state(memory), config, problems(...paths));
    expect(voice).toEqual({ texts: REPORT_TEXTS[locale], hostLabel });
  });

  it('is kept for later, and what is built in needs no place in the state', () => {
    const spoke = withVoice(state(), said('en', 'attic'), []);
    expect(spoke).toEqual(state({ locale: 'en', hostLabel: 'attic' }));
    expect(withVoice(spoke, builtIn, problems(''))).toEqual(spoke);
    expect(withVoice(spoke, builtIn, [])).toEqual(state());
  });
});

it('a job file that breaks is told in its own language, by its own host, and so is its mending', () => {
  const facts = tickFacts([job({ enabled: false })], {});
  const speaking = { ...facts, config: said('en', 'attic') };
  const quiet = planTick(state(), speaking).state;
  const broken = planTick(quiet, { ...facts, configProblems: problems('') }).state;
  const mended = planTick({ ...broken, outbox: [] }, speaking).state;
  const headers = [broken, mended].flatMap(({ outbox }) =>
    outbox.map((entry) => textOf(entry).split('\n')[0]),
  );
  expect(headers).toEqual(['🛠️ Ops report (attic · 12:00:00)', '🛠️ Ops report (attic · 12:00:00)']);
});
