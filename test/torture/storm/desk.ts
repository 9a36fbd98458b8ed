/** Operators who silence, acknowledge, queue and look things up while all else goes on. */
import type { Ran } from '../../support/e2e-program.ts';
import { give, type Storm } from './give.ts';
import { ASKED, DEAD, FOLLOWERS, LANES } from './stage.ts';

/** More finished items than the queue keeps would say nothing. */
const MOST_ADDED = 40;

type Deed = readonly [share: number, argv: readonly string[], allowed: readonly number[]];

/** Silences short enough to end in a storm, and others that are still there when it is over. */
export async function sitAtDesk(storm: Storm): Promise<void> {
  const { random, added } = storm;
  while (!storm.isOver()) {
    const id = random.pick(['all', FOLLOWERS.bad, DEAD[0], LANES[0]]);
    const seconds = random.pick(['1s', '3s', '1h']);
    const deeds: Deed[] = [
      [4, ['silence', id, '--for', seconds, '--reason', 'a storm'], [0]],
      // What is silenced with all has nothing of its own to lift; what is in no trouble cannot be acknowledged.
      [3, ['unsilence', id], [0, 2]],
      [2, ['ack', random.pick(DEAD)], [0, 2]],
      [2, ['history', '--json'], [0]],
      [2, ['explain', '--json'], [0]],
      // 3: no tick has been seen yet.
      [1, ['check', '--json'], [0, 1, 2, 3]],
      [1, ['queue', 'list', '--json'], [0]],
      [1, ['outbox', 'list', '--json'], [0]],
      [added.sure + added.unsure < MOST_ADDED ? 2 : 0, ['queue', 'add', ASKED], [0]],
    ];
    const [argv, allowed] = random.weighted(...deeds.map(([share, ...deed]) => [share, deed] as const));
    judgeDeed(storm, argv, await give(storm, argv, allowed));
  }
}

function judgeDeed({ added, found }: Storm, argv: readonly string[], { exitCode, stdout }: Ran): void {
  if (argv[1] === 'add' && exitCode === 0) added.sure += 1;
  if (argv[1] === 'add' && exitCode === null) added.unsure += 1;
  if (!argv.includes('--json') || exitCode === null) return;
  try {
    JSON.parse(stdout);
  } catch {
    found.push({ rule: '--json prints one object', detail: `${argv.join(' ')}: ${stdout}` });
  }
}
