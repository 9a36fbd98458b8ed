/** All checks of `ops-monitor doctor`, in the order in which a newcomer has to mend what they find. */
import type { Check, Examine } from './doctor-check.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import {
  examineClock,
  examineLocks,
  examineOutbox,
  examinePermissions,
  examineState,
} from './doctor-memory.ts';
import { examineGateway, examineOpenclaw } from './doctor-openclaw.ts';
import { examineScheduler } from './doctor-schedule.ts';
import { examineJobFile, examineOpenclawJson, examinePaths } from './doctor-setup.ts';
import { examineBotApi, examineProxy, examineTarget, examineToken } from './doctor-telegram.ts';
import { createRedact } from './telegram-redact.ts';
import { oneLine } from './text.ts';

const EXAMINATIONS: readonly Examine[] = [
  examinePaths,
  examineJobFile,
  examineOpenclawJson,
  examineTarget,
  examineToken,
  examineProxy,
  examineBotApi,
  examineOpenclaw,
  examineGateway,
  examineScheduler,
  examinePermissions,
  examineState,
  examineOutbox,
  examineLocks,
  examineClock,
];

const LONGEST_LINE = 1000;

/** One line each, and nothing in it that looks like a bot token: a person may have put one anywhere. */
export function examineHost(facts: DoctorFacts): readonly Check[] {
  const redact = createRedact([]);
  const clean = (text: string) => oneLine(redact(text), LONGEST_LINE);
  return EXAMINATIONS.map((examine) => {
    const { name, level, summary, mend } = examine(facts);
    return { name, level, summary: clean(summary), ...(mend !== undefined && { mend: clean(mend) }) };
  });
}
