/** What the logs of the jobs say and what the state says must be the same. */
import type { MonitorState } from '../../../src/schema/state.ts';
import type { BotApi } from '../../support/bot-api.ts';
import { findings } from '../process/in-rig.ts';
import type { Finding } from '../torture.ts';
import type { Storm } from './give.ts';
import { ASKED, CHECKS, DEAD, FOLLOWERS, WEARY, WEARY_BACKOFF_SECONDS } from './stage.ts';

type Rule = readonly [rule: string, detail: string | false | undefined];

/** After the last tick. `seconds`: since the first. */
export function judgeStorm(storm: Storm, telegram: BotApi, seconds: number): Finding[] {
  const { rig, killed } = storm;
  const state = rig.state();
  const left = rig.stateFolder().filter((name) => name !== 'ops-monitor.json');
  // Locks of the dead lie there until somebody needs them.
  const unwanted = killed > 0 ? left.filter((name) => !name.includes('.lock')) : left;
  return findings([
    ...CHECKS.map((id) => judgeItems(storm, state, id)),
    ...[...Object.values(FOLLOWERS), ASKED].map((id) => judgeRuns(storm, state, id)),
    judgeAdded(storm, state),
    ...judgeStarts(storm, seconds),
    judgeAlarms(storm, telegram),
    judgeRevision(storm, state),
    judgeJournal(storm),
    ['nothing is left beside the state', unwanted.length > 0 && unwanted.join(', ')],
  ]);
}

const itemsOf = ({ queue }: MonitorState, id: string) => queue.filter(({ jobId }) => jobId === id);

const linesOf = ({ rig }: Storm, log: string, id: string) =>
  rig.lines(log).filter((line) => line === id).length;

/** Of a run that was killed nobody knows whether it was written down. */
function judgeItems({ runs, unsure }: Storm, state: MonitorState, id: keyof typeof FOLLOWERS): Rule {
  const least = runs.get(id) ?? 0;
  const most = least + (unsure.get(id) ?? 0);
  const items = itemsOf(state, FOLLOWERS[id]).length;
  const isWrong = items < least || items > most;
  return ['each run leaves one item', isWrong && `${least} to ${most} runs of ${id}, ${items} items`];
}

function judgeAdded({ added }: Storm, state: MonitorState): Rule {
  const items = itemsOf(state, ASKED).length;
  const isWrong = items < added.sure || items > added.sure + added.unsure;
  return ['each queue add leaves one item', isWrong && `${JSON.stringify(added)}, ${items} items`];
}

/** An item of a tick that was killed is taken up again. */
function judgeRuns(storm: Storm, state: MonitorState, id: string): Rule {
  const items = itemsOf(state, id);
  const attempts = items.reduce((sum, { attempt }) => sum + (attempt ?? 0), 0);
  const runs = linesOf(storm, 'runs.log', id);
  const most = storm.killed > 0 ? attempts : items.length;
  const isWrong = runs < items.length || runs > most;
  return [
    'each item runs once',
    isWrong && `${items.length} items of ${id}, ${attempts} attempts, ${runs} runs`,
  ];
}

function judgeStarts(storm: Storm, seconds: number): Rule[] {
  const most = 2 + Math.floor(seconds / WEARY_BACKOFF_SECONDS);
  const weary = linesOf(storm, 'starts.log', WEARY);
  return [
    ...DEAD.map((id): Rule => {
      const starts = linesOf(storm, 'starts.log', id);
      // A tick that was killed between its claim and the start leaves the start to the time after the backoff.
      const isWrong = starts > 1 || (starts === 0 && storm.killed === 0);
      return ['one auto-resume a backoff', isWrong && `${starts} starts of ${id}`];
    }),
    ['one auto-resume a backoff', weary > most && `${weary} starts in ${seconds} s`],
  ];
}

function judgeAlarms(storm: Storm, telegram: BotApi): Rule {
  const messages = [
    ...storm.printed.map((text) => `printed: ${text}`),
    ...telegram.accepted.map(({ chat_id, text }) => `to ${chat_id}: ${text}`),
  ];
  const told = messages.flatMap((text) =>
    [...text.matchAll(/• alarm \(alarm\)\n- ALERT: it is bad, ([\d-]+)/g)].map(([, mark]) => ({
      mark,
      text,
    })),
  );
  const marks = new Set(told.map(({ mark }) => mark));
  const items = itemsOf(storm.rig.state(), FOLLOWERS.bad).length;
  const twice = told.filter(({ mark }, i) => told.findIndex((other) => other.mark === mark) < i);
  // A message in hand is told again where its teller was killed, or lost its turn while it was frozen.
  const isWrong = marks.size < items || (twice.length > 0 && storm.killed + storm.frozen === 0);
  const all = twice.slice(0, 3).flatMap(({ mark }) => told.filter((other) => other.mark === mark));
  const detail = `${items} alarms, ${marks.size} told, ${twice.length} of them again: ${JSON.stringify(all)}`;
  return ['an alert is told, and once', isWrong && detail];
}

/** Lines of many writers, each of them whole. Of one that was killed the last may be torn. */
function judgeJournal({ rig, killed }: Storm): Rule {
  try {
    const isEmpty = rig.journal().length === 0;
    return ['what happened is in the journal', isEmpty && 'it is empty'];
  } catch (error) {
    return ['each line of the journal is whole', killed === 0 && String(error)];
  }
}

/** Two writes for each start and stop, one for each run, and those of the ticks. */
function judgeRevision({ done, runs, locked, killed }: Storm, { revision }: MonitorState): Rule {
  const operators = 2 * (done.get('start') ?? 0) + 2 * (done.get('stop') ?? 0);
  const least = operators + [...runs.values()].reduce((sum, count) => sum + count, 0) - 2 * (locked + killed);
  return ['no write is lost', revision < least && `${revision} revisions of ${least} or more writes`];
}
