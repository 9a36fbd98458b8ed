/** In which language reports speak, and for which host. */
import type { MonitorState } from '../schema/state.ts';
import type { Config, ConfigProblem } from './model.ts';
import { REPORT_TEXTS, type ReportTexts } from './report-texts.ts';

export interface Voice {
  readonly texts: ReportTexts;
  /** What the owner calls the machine; undefined: nothing. */
  readonly hostLabel: string | undefined;
}

type Words = Pick<Config, 'locale' | 'hostLabel'>;

/**
 * As the job file says. Where that part of it cannot be used, as it said when it last could: the report that the file is
 * broken is not to change its language, and of several hosts the owner has to know whose it is.
 */
export function voiceOf(state: MonitorState, config: Config, problems: readonly ConfigProblem[]): Voice {
  const { locale, hostLabel } = wordsOf(state, config, problems);
  return { texts: REPORT_TEXTS[locale], hostLabel };
}

/** The state with what the job file says kept for the day it cannot be read. What is built in needs no keeping. */
export function withVoice(
  state: MonitorState,
  config: Config,
  problems: readonly ConfigProblem[],
): MonitorState {
  const { locale: _, hostLabel: __, ...rest } = state;
  const { locale, hostLabel } = wordsOf(state, config, problems);
  return {
    ...(rest as MonitorState),
    ...(locale !== 'zh-CN' && { locale }),
    ...(hostLabel !== undefined && { hostLabel }),
  };
}

function wordsOf(state: MonitorState, config: Config, problems: readonly ConfigProblem[]): Words {
  const unread = new Set(problems.map(({ path }) => path));
  const isUnread = (key: string) => unread.has('') || unread.has('defaults') || unread.has(`defaults.${key}`);
  return {
    locale: isUnread('locale') ? lastLocale(state) : config.locale,
    hostLabel: isUnread('hostLabel') ? state.hostLabel : config.hostLabel,
  };
}

/** A language that a newer version knew is none to this one. */
function lastLocale({ locale = '' }: MonitorState): Config['locale'] {
  return Object.hasOwn(REPORT_TEXTS, locale) ? (locale as Config['locale']) : 'zh-CN';
}
