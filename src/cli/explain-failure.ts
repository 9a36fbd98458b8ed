/** The words of every expected failure: what happened, where, and what to do. One line each, without the `ERROR: `. */
import type { DeliveryProblem } from '../app/deliver.ts';
import type { Failure } from '../app/failure.ts';
import type { StateFailure } from '../app/ports.ts';
import type { Untroubled } from '../core/acknowledge.ts';
import { commandOn } from '../core/command-on.ts';
import { formatProblem } from '../core/config-problem.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { oneLine } from '../core/text.ts';
import { unreachable } from '../core/unreachable.ts';
import { withMend } from '../core/with-mend.ts';
import { localClock, localTime } from './local-time.ts';

export function explainFailure(failure: Failure): readonly string[] {
  switch (failure.kind) {
    case 'config-unusable':
      return failure.loaded.problems.map((problem) => formatProblem(failure.loaded.path, problem));
    case 'unknown-job':
      return [`unknown job id: ${failure.id}${suggestion(failure.id, failure.known)}`];
    case 'invalid-job':
      return failure.problems.map(
        (problem) => `job ${failure.id} is invalid: ${formatProblem(failure.path, problem)}`,
      );
    case 'wrong-kind':
      return [`job ${failure.id} is not ${failure.wanted} (it is ${failure.actual})`];
    case 'risk':
      return [explainRisk(failure)];
    case 'being-started':
      return [explainBeingStarted(failure)];
    case 'no-way-to-stop':
      return [
        `job ${failure.id} has no commands.stop and status.pid is missing${because(failure.statusDetail)}`,
      ];
    case 'signal-failed':
      return [`failed to SIGTERM pid=${failure.pid}: no such process, or not yours${mark(failure)}`];
    case 'signal-refused':
      return [`will not SIGTERM pid=${failure.pid}: it is this command, one of its parents, or no job's pid`];
    case 'queue-blocked':
      return [
        `job ${failure.id} would be blocked in the queue: it is ${failure.jobKind} with risk ${failure.risk}, ` +
          'and ticks run one_shot_read jobs with risk read_only alone',
      ];
    case 'not-waiting':
      return [explainNotWaiting(failure)];
    case 'entry-printed':
      return [`outbox entry ${failure.id} is not for sending: the next tick --print-only prints it`];
    case 'entry-held':
      return [
        `outbox entry ${failure.id} is held while job ${oneLine(failure.jobId)} is silenced: ${commandOn('unsilence', failure.jobId)} lets it go`,
      ];
    case 'wrong-target':
      return [`${failure.detail}; ${failure.mend}`];
    case 'item-running':
      return [
        `queue item ${failure.id} cannot be dropped: ${failure.pid === undefined ? 'a tick' : `pid ${failure.pid}`} runs it now`,
      ];
    case 'item-ended':
      return [`queue item ${failure.id} has ended already (${failure.status}): there is nothing to drop`];
    case 'no-trouble':
      return [`job ${failure.id} has no trouble to acknowledge: ${UNTROUBLED[failure.stands]}`];
    case 'silenced-with-all':
      return [
        `job ${failure.id} is silenced with all jobs until ${localTime(failure.until)}: ops-monitor unsilence all`,
      ];
    case 'state':
      return [explainState(failure.failure)];
    default:
      return unreachable(failure);
  }
}

/** `/s.json: a folder, not a file`, what that keeps from being done, and what to do about it. */
export function explainState({ kind, message, mend }: StateFailure): string {
  const what = {
    locked: '',
    unwritable: 'the state cannot be saved: ',
    unreadable: 'the state cannot be read: ',
  };
  return `${what[kind]}${message}${mend === undefined ? '' : `; ${mend}`}`;
}
const UNTROUBLED: Readonly<Record<Untroubled, string>> = {
  'never-seen': 'no tick has seen it yet',
  running: 'it was running when last seen',
  completed: 'it was completed when last seen',
  paused: 'it was stopped by the operator',
  'not-sure-yet': 'its status could not be read, but not often enough yet for an alert',
  over: 'its trouble is over, which is still to be told',
};

function explainRisk(failure: Extract<Failure, { kind: 'risk' }>): string {
  const what = `job ${failure.id} risk=${failure.risk}`;
  return failure.canBeAllowed ? `${what}; pass --allow-risk to run` : `${what}; only read_only jobs are run`;
}

/** The bound, for whoever sees no end of it: what its starter does not end by then holds nobody up any more. */
function explainBeingStarted({ id, lease }: Extract<Failure, { kind: 'being-started' }>): string {
  const who = `pid ${lease.pid}, since ${localClock(lease.claimedAt)}`;
  return (
    `job ${oneLine(id)} is being started already (${who}), and is not started twice: ` +
    `try again when that has ended, or after ${localTime(Math.ceil(lease.until / 60) * 60)}`
  );
}

function explainNotWaiting({ what, id, known }: Extract<Failure, { kind: 'not-waiting' }>): string {
  const place = what === 'queue item' ? 'queue' : 'outbox';
  if (known.length === 0) return `no ${what} ${oneLine(id)}: the ${place} is empty`;
  const near = nearestWord(id, known);
  const hint = near === undefined ? `ops-monitor ${place} lists what is there` : `did you mean ${near}?`;
  return `no ${what} ${oneLine(id)} (${hint})`;
}

function suggestion(id: string, known: readonly string[]): string {
  if (known.length === 0) return ' (the job file has no valid jobs)';
  const near = nearestWord(id, known);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** The mark is the operator's wish, and stands whatever came of it. */
function mark({ id, staysStopped }: { readonly id: string; readonly staysStopped: boolean }): string {
  return staysStopped ? ` (${id} stays marked as stopped until: ${commandOn('start', id)})` : '';
}

function because(detail: string | undefined): string {
  return detail === undefined ? '' : ` (${detail})`;
}

export function explainDelivery(problem: DeliveryProblem): readonly string[] {
  switch (problem.kind) {
    case 'no-target':
      return [
        ...(problem.unreadable ?? []).map((what) => `ERROR: ${what}`),
        'ERROR: missing Telegram target. Pass --target <chat_id>.',
        `looked for one in vain: ${problem.tried}`,
      ];
    case 'moved':
      return [
        `the chat ${problem.from} has become ${problem.to}: messages go there from now on; write that where the old one stands (ops-monitor doctor says where)`,
      ];
    case 'send':
      return explainSend(problem);
    default:
      return unreachable(problem);
  }
}

function explainSend({
  outcome,
  isSentAgain,
}: Extract<DeliveryProblem, { kind: 'send' }>): readonly string[] {
  switch (outcome.kind) {
    case 'failed':
      return withDetail('WARNING: not delivered yet, will be tried again', outcome.detail);
    case 'unknown':
      return withDetail(`WARNING: may or may not have arrived${whatFollows(isSentAgain)}`, outcome.detail);
    case 'refused':
      return [`ERROR: cannot be delivered as things are, tried hourly: ${withMend(outcome)}`];
    default:
      return unreachable(outcome);
  }
}

/** The detail behind a colon; what it has to say besides, indented below. */
export function withDetail(what: string, detail: string): readonly string[] {
  const [first = '', ...others] = detail.split('\n');
  return [`${what}: ${first}`, ...others.map((line) => `  ${line}`)];
}

function whatFollows(isSentAgain: boolean | undefined): string {
  if (isSentAgain === undefined) return '';
  return isSentAgain ? ', and will be sent again to be sure' : ', and as routine news is not sent again';
}
