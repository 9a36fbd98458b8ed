/**
 * `npm run demo`: one long job from its start over a crash to its end, watched by the built program as cron would call
 * it, in a temporary home and with a stand-in for Telegram. Every step checks what it tells; exit 1 where it was not so.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readInventory } from '../examples/jobs/parts/inventory.mjs';
import { countTree } from './demo/count-tree.mjs';
import { writeJobFile } from './demo/home.mjs';
import * as narrator from './demo/narrator.mjs';
import { BOT_TOKEN, check, OWNER, PROGRAM, StoryBroken, setStage } from './demo/stage.mjs';

const ROOT = fileURLToPath(new URL('../node_modules', import.meta.url));
const BETWEEN_TICKS_MS = 700;
/** Ten times what it takes: by then something hangs. */
const TIME_LIMIT_MS = 120_000;

async function tell(stage) {
  const expected = countTree(ROOT);
  const paceMs = Math.max(1, Math.floor((await inventoryMs(stage)) / expected.folders));
  await writeJobFile(stage.home, { root: ROOT, paceMs });
  narrator.title('ops-monitor watches a job that is killed half way');
  narrator.output(`home of this story: ${stage.home.home} (deleted at the end)`);
  narrator.output(`in place of Telegram: ${stage.telegram.apiRoot} (nothing leaves this machine)`);

  await checkJobFile(stage);
  const first = await startInventory(stage, expected);
  await firstSight(stage, first);
  const killedAt = await killWorker(stage, first, expected);
  await noticeAndResume(stage, first, killedAt);
  await tickUntilChecked(stage);
  await compareTotals(stage, expected, killedAt);
  await nothingIsLeft(stage);
}

/**
 * How long the job should take if nobody killed it: long enough that a machine which is slow or busy still gets to
 * the kill before the job is done, and otherwise short.
 */
async function inventoryMs(stage) {
  const commandMs = await stage.measureCommand();
  return Math.min(20_000, Math.max(7000, 30 * commandMs));
}

async function checkJobFile(stage) {
  narrator.step('The job file, copied from examples/ and changed a little, is checked.');
  const said = await stage.opsMonitor('validate-config');
  check(said.startsWith('OK: version=1 jobs=3 '), 'the job file is valid and has three jobs');
}

async function startInventory(stage, { folders }) {
  narrator.step(
    `A long job is started: it counts the ${folders} folders of ${basename(ROOT)}, slowly, in the background.`,
  );
  await stage.opsMonitor('start', 'disk-inventory');
  const worker = await stage.worker();
  check(worker?.isAlive, 'the job runs in the background');
  return worker;
}

async function firstSight(stage, { pid }) {
  narrator.step('The scheduler calls tick. It sees the job for the first time and tells its owner.');
  await stage.pause(BETWEEN_TICKS_MS);
  const [text, ...more] = await stage.tick();
  check(
    text?.includes(`- 状态: running (pid=${pid})`) && more.length === 0,
    'one message says that it runs, and its pid',
  );
  check(
    stage.telegram.messages.every(({ chatId }) => chatId === OWNER),
    'it went to the owner named in openclaw.json',
  );
}

/** Returns how many folders were safe in the checkpoint. */
async function killWorker(stage, { pid }, { folders }) {
  narrator.step(
    'The job gets a little further. Then its process is killed, hard, in the middle of the work.',
  );
  const scanned = async () => (await readInventory(stage.home.stateDir)).scannedDirs;
  while ((await stage.worker()).isAlive && (await scanned()) < folders / 10) await stage.pause(50);
  check((await stage.worker()).isAlive, 'the job is still at work');
  narrator.command(`kill -9 ${pid}`);
  process.kill(pid, 'SIGKILL');
  while ((await stage.worker()).isAlive) await stage.pause(20);
  const status = await stage.opsMonitor('status');
  check(status.startsWith('- disk-inventory: paused\n'), 'status shows the job as paused');
  const killedAt = await scanned();
  narrator.happened(`${killedAt} of ${folders} folders are safe in its checkpoint`);
  return killedAt;
}

async function noticeAndResume(stage, first, killedAt) {
  narrator.step(
    'The next tick notices. The job only reads and has autoResume, so it is started again; both are told.',
  );
  const [text, ...more] = await stage.tick();
  check(
    text?.includes('- 状态: paused stopReason=killed') && more.length === 0,
    'one message says that it was killed',
  );
  check(text.includes('- AUTORUN: started'), 'the same message says that it was started again');
  const second = await stage.worker();
  check(second?.isAlive && second.pid !== first.pid, 'a new worker is at work');
  const { scannedDirs } = await readInventory(stage.home.stateDir);
  check(scannedDirs >= killedAt, 'it goes on from the checkpoint, not from the beginning');
  narrator.happened(`pid ${second.pid} goes on after folder ${killedAt}, not from the beginning`);
}

async function tickUntilChecked(stage) {
  narrator.step(
    'Ticks go on. They speak when the job is well again, when it completes, and when the check after it finds something.',
  );
  const told = [];
  let silent = 0;
  while (!told.some((text) => text.includes('• Free space (free-space)'))) {
    const arrived = await stage.tick({ isTerse: true });
    if (arrived.length === 0) silent += 1;
    told.push(...arrived);
    await stage.pause(BETWEEN_TICKS_MS);
  }
  const once = (part) => told.filter((text) => text.includes(part)).length === 1;
  check(once('- RECOVERED ✅'), 'the recovery is told once');
  check(once('- 状态: completed ✅'), 'the completion is told once');
  check(
    once('- ACTION REQUIRED: ') && once(' % full (limit 0 %)'),
    'the queued check asks for attention once',
  );
  narrator.happened(`${silent} other ticks had nothing to say and said nothing`);
}

async function compareTotals(stage, before, killedAt) {
  narrator.step('Is the result of the killed job right? The folder is counted once more, in one go.');
  const { completed, scannedDirs, files, bytes } = await readInventory(stage.home.stateDir);
  const after = countTree(ROOT);
  const isSame = (other) => scannedDirs === other.folders && files === other.files && bytes === other.bytes;
  // Somebody else may be at work in node_modules meanwhile; then either count will do.
  check(
    completed && (isSame(before) || isSame(after)),
    'killed and resumed, it counted what an undisturbed count finds',
  );
  check(killedAt > 0 && killedAt < scannedDirs, 'the kill came in the middle');
  narrator.happened(`both found ${files} files with ${bytes} bytes in ${scannedDirs} folders`);
}

async function nothingIsLeft(stage) {
  narrator.step('The last tick has nothing to do, and nothing is left to deliver.');
  check((await stage.tick()).length === 0, 'the last tick is silent');
  const text = await readFile(stage.home.stateFile, 'utf8');
  const { outbox, queue } = JSON.parse(text);
  narrator.output(`outbox: ${JSON.stringify(outbox)}`);
  narrator.output(`queue:  ${queue.map(({ jobId, status }) => `${jobId} ${status}`).join(', ')}`);
  check(Array.isArray(outbox) && outbox.length === 0, 'the outbox is empty');
  check(queue.length === 1 && queue[0].status === 'done', 'the queued check is done');
  check(!text.includes(BOT_TOKEN), 'the bot token is not in the state');
  const texts = stage.telegram.messages.map((message) => message.text);
  check(new Set(texts).size === texts.length, 'no message arrived twice');
  narrator.happened(`${texts.length} messages arrived, each once`);
}

/** Returns the exit code. */
async function main() {
  if (!existsSync(PROGRAM)) {
    console.error('DEMO FAILED: dist/ops-monitor.js is not there. Run: npm run build');
    return 1;
  }
  const ending = new AbortController();
  const limit = setTimeout(() => ending.abort('time limit'), TIME_LIMIT_MS);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort(signal));
  // As in `npm run demo | head`: nobody reads on, and the worker must not outlive that.
  process.stdout.on('error', () => ending.abort('SIGPIPE'));
  const began = performance.now();
  const stage = await setStage(ending.signal);
  try {
    await tell(stage);
    narrator.title(`All as told, in ${((performance.now() - began) / 1000).toFixed(0)} s.`);
    return 0;
  } catch (error) {
    return explain(error, ending.signal);
  } finally {
    clearTimeout(limit);
    await stage.clear();
  }
}

function explain(error, { aborted, reason }) {
  if (aborted && reason !== 'time limit') return 128 + constants.signals[reason];
  if (aborted) console.error(`DEMO FAILED: not at its end after ${TIME_LIMIT_MS / 1000} s.`);
  else if (error instanceof StoryBroken)
    console.error(`DEMO FAILED: this did not come true: ${error.message}.`);
  else console.error(`DEMO FAILED: ${error.message}`);
  return 1;
}

process.exitCode = await main();
