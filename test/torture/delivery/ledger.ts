/** Who was promised what, and what arrived: every section that was ever saved, and every message that ever went out. */
import type { Importance, MonitorState } from '../../../src/schema/state.ts';
import type { Finding } from '../torture.ts';

export interface Ledger {
  readonly findings: Finding[];
  /** A word that nobody used before. */
  newWord(): string;
  begin(at: number): void;
  saved(state: MonitorState): void;
  sent(text: string, outcome: string): void;
  /** A process that sent something lived to save what came of it. */
  sendsAreSaved(): void;
  /** At the end everything that may not be lost has arrived. */
  close(state: MonitorState): void;
}

interface Section {
  readonly word: string;
  readonly jobId: string;
  readonly importance: Importance;
  /** In the order in which they were first saved. */
  readonly number: number;
  /** Each time it may have gone out. */
  readonly outs: Out[];
  isHalfOut: boolean;
}

interface Out {
  readonly at: number;
  readonly outcome: string;
  isSaved: boolean;
}

const MUST_ARRIVE: readonly Importance[] = ['alert', 'recovery', 'completion'];
const WORD = /w\d+\./;

export function createLedger(): Ledger {
  const sections = new Map<string, Section>();
  const newest = new Map<string, number>();
  const findings: Finding[] = [];
  let unsaved: Out[] = [];
  let words = 0;
  let now = 0;
  const complain = (rule: string, section: Section) =>
    findings.push({ rule, detail: JSON.stringify(section) });
  return {
    findings,
    newWord: () => `w${++words}.`,
    begin(at) {
      now = at;
      // Whoever was alive before is not any more.
      unsaved = [];
    },
    saved({ outbox }) {
      for (const entry of outbox) {
        for (const { text, jobId = '', importance } of entry.sections) {
          const [word] = WORD.exec(text) ?? [];
          if (word === undefined) continue;
          const known = sections.get(word);
          if (known) known.isHalfOut = entry.partsSent > 0;
          if (known) continue;
          const number = sections.size;
          sections.set(word, { word, jobId, importance, number, outs: [], isHalfOut: false });
          newest.set(jobId, number);
        }
      }
    },
    sent(text, outcome) {
      for (const section of wordsIn(text).flatMap((word) => sections.get(word) ?? [])) {
        const isStale = section.number < (newest.get(section.jobId) ?? 0) && !section.isHalfOut;
        const isReplaceable = section.importance === 'routine' || section.importance === 'reminder';
        if (isStale && isReplaceable)
          complain('no routine report is sent that is older than the newest', section);
        if (outcome !== 'sent' && outcome !== 'unknown') continue;
        if (section.outs.some((out) => out.outcome === 'sent' && out.isSaved)) {
          complain('nothing is sent again that is known to have arrived', section);
        }
        const out = { at: now, outcome, isSaved: false };
        section.outs.push(out);
        unsaved.push(out);
      }
    },
    sendsAreSaved() {
      for (const out of unsaved) out.isSaved = true;
      unsaved = [];
    },
    close({ outbox }) {
      for (const section of sections.values()) {
        if (!MUST_ARRIVE.includes(section.importance)) continue;
        const hasArrived = section.outs.some(({ outcome }) => outcome === 'sent');
        if (!hasArrived) complain(`no ${section.importance} is lost`, section);
      }
      if (outbox.length > 0) {
        findings.push({ rule: 'the outbox empties', detail: JSON.stringify(outbox) });
      }
    },
  };
}

function wordsIn(text: string): string[] {
  return text.match(new RegExp(WORD, 'g')) ?? [];
}
