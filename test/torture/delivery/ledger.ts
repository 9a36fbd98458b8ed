/** Who was promised what, and what arrived: every section that was ever saved, and every message that ever went out. */
import type { Importance, MonitorState } from '../../../src/schema/state.ts';
import type { Finding } from '../torture.ts';

export interface Ledger {
  readonly findings: Finding[];
  /** Alerts, recoveries and completions, how many of them went out more than once, and how often a message was cut. */
  figures(): { readonly promised: number; readonly doubles: number; readonly cuts: number };
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
/** The end of the second part of a long message. */
const SECOND_PART = /\n\(2\/\d+\)$/;

export function createLedger(): Ledger {
  const sections = new Map<string, Section>();
  const newest = new Map<string, number>();
  const findings: Finding[] = [];
  let unsaved: Out[] = [];
  let words = 0;
  let cuts = 0;
  let now = 0;
  const complain = (rule: string, section: Section) =>
    findings.push({ rule, detail: JSON.stringify(section) });
  return {
    findings,
    figures() {
      const promised = [...sections.values()].filter(({ importance }) => MUST_ARRIVE.includes(importance));
      const doubles = promised.filter(({ outs }) => outs.length > 1).length;
      return { promised: promised.length, doubles, cuts };
    },
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
      const told = wordsIn(text);
      if (!/^• /m.test(text)) findings.push({ rule: 'every message tells something', detail: text });
      if (outcome === 'sent' && SECOND_PART.test(text)) cuts += 1;
      for (const section of told.flatMap((word) => sections.get(word) ?? [])) {
        const isMaybeOut = outcome === 'sent' || outcome === 'unknown';
        for (const rule of rulesBroken(section, newest.get(section.jobId) ?? 0, isMaybeOut))
          complain(rule, section);
        if (!isMaybeOut) continue;
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

/** By sending this section now. `newest`: the number of the newest section of its job. */
function rulesBroken(section: Section, newest: number, isMaybeOut: boolean): string[] {
  const { importance, outs, isHalfOut } = section;
  const isStale = section.number < newest && !isHalfOut && !MUST_ARRIVE.includes(importance);
  const isKnownToBeOut = outs.some(({ outcome, isSaved }) => outcome === 'sent' && isSaved);
  const isRepeat = importance === 'routine' && !isHalfOut && outs.some(({ isSaved }) => isSaved);
  return [
    ...(isStale ? ['no routine report is sent that is older than the newest'] : []),
    ...(isMaybeOut && isKnownToBeOut ? ['nothing is sent again that is known to have arrived'] : []),
    ...(isMaybeOut && isRepeat ? ['routine news is not sent twice'] : []),
  ];
}

function wordsIn(text: string): string[] {
  return text.match(new RegExp(WORD, 'g')) ?? [];
}
