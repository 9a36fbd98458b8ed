/**
 * A month of ticks on the use cases themselves, with a channel that mostly does not work and processes that die: what
 * reaches the owner, how often, and how old it is.
 */
import { deliver } from '../../../src/app/deliver.ts';
import type { ProcessRunner } from '../../../src/app/ports.ts';
import { type TickPorts, tick } from '../../../src/app/tick.ts';
import { loadedFrom, NEVER } from '../../support/app-stage.ts';
import { createFakeTurnLock, exitOf, NOON } from '../../support/fakes.ts';
import { check, longJob } from '../../support/written-jobs.ts';
import { type Life, liveOn, newLife, probe } from '../model/lives.ts';
import { momentIn } from '../quiet/wall-clock.ts';
import type { Random } from '../random.ts';
import { type ChannelModel, createChannelModel } from './channel-model.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMemoryStore, createMortality, isDeath, type Mortality } from './mortality.ts';

const DAY = 86_400;

interface Month {
  readonly random: Random;
  /** How many of the jobs' messages are long ones, so that reports come in parts. */
  readonly talk: number;
  readonly lives: ReadonlyMap<string, Life>;
  readonly ledger: Ledger;
  readonly channel: ChannelModel;
  readonly store: ReturnType<typeof createMemoryStore>;
  readonly loaded: ReturnType<typeof loadedFrom>;
  now: number;
  pid: number;
}

export async function playMonth(random: Random, days: number): Promise<Ledger> {
  const ledger = createLedger();
  const talk = random.pick([0, 0.1, 0.9]);
  // Only where many jobs say much at once is a message too long for one part.
  const count = talk > 0.5 ? 30 : random.pick([4, 12]);
  const ids = Array.from({ length: count }, (_, i) => `job${i}`);
  const month: Month = {
    random,
    talk,
    lives: new Map(ids.map((id) => [id, newLife(random)])),
    ledger,
    channel: createChannelModel(random),
    store: createMemoryStore((state) => ledger.saved(state)),
    loaded: loadedFrom(jobsOf(random, ids, talk)),
    now: NOON,
    pid: 5000,
  };
  const pace = talk > 0.5 ? 3600 : random.pick([900, 1800, 3600]);
  for (const end = NOON + days * DAY; month.now < end && ledger.findings.length === 0; ) {
    month.now += pace + random.int(0, 30);
    for (const life of month.lives.values()) liveOn(life, random, pace / 50_000);
    month.channel.liveOn(month.now);
    await tickOnce(month, random.chance(0.01) ? random.int(1, 25) : undefined);
  }
  if (ledger.findings.length === 0) await comeToRest(month);
  return ledger;
}

function jobsOf(random: Random, ids: readonly string[], talk: number): unknown[] {
  const jobs = ids.map((id) =>
    longJob({
      id,
      enabled: true,
      commands: { start: [id, 'start'], status: [id, 'status'] },
      policy: {
        autoResume: random.chance(0.5),
        onlyOnChange: random.chance(0.3 + 0.6 * talk),
        quietHours: random.pick([
          { start: '23:00', end: '08:00' },
          { start: '00:00', end: '00:00' },
        ]),
      },
      after: [{ jobId: 'check', when: random.pick(['success', 'failure']) }],
    }),
  );
  return [...jobs, check()];
}

/** `diesAt`: the process ends at its n-th act. */
async function tickOnce(month: Month, diesAt?: number): Promise<void> {
  month.pid += 1;
  month.ledger.begin(month.now);
  const mortality = createMortality(diesAt, month.random.chance(0.5));
  const request = { target: undefined, isPrintOnly: false, isDryRun: false };
  try {
    await tick(portsOf(month, mortality), request, NEVER);
  } catch (error) {
    if (!isDeath(error)) throw error;
  }
}

function portsOf(month: Month, mortality: Mortality): TickPorts {
  const { store, loaded, channel, ledger, pid } = month;
  const notifier: TickPorts['printer'] = {
    send: (message) =>
      mortality.act(async () => {
        const { outcome } = channel.send();
        ledger.sent(message.text, outcome.kind);
        return outcome;
      }),
  };
  return {
    clock: {
      now: () => momentIn('Europe/Berlin', month.now),
      at: (epochSeconds) => momentIn('Europe/Berlin', epochSeconds),
      sleep: () => new Promise(() => {}),
    },
    runner: { run: (command) => mortality.act(() => run(month, command)) },
    channels: { open: async () => ({ target: '1', source: 'nowhere', notifier }) },
    pid,
    config: { load: async () => loaded },
    store: {
      read: () => store.read(),
      transact: (change) =>
        mortality.act(async () => {
          const result = await store.transact(change);
          ledger.sendsAreSaved();
          return result;
        }),
    },
    processes: { isAlive: (asked) => asked === pid, mayTerminate: () => false, terminate: () => 'refused' },
    watchTurn: createFakeTurnLock(),
    deliveryTurn: createFakeTurnLock(),
    printTurn: createFakeTurnLock(),
    printer: notifier,
  };
}

/** Each child says something that nobody else ever says, so that each section can be told from every other. */
const run = async (month: Month, { argv }: Parameters<ProcessRunner['run']>[0]) => {
  const [id = '', what] = argv;
  const word = month.ledger.newWord();
  const life = month.lives.get(id);
  if (life === undefined) {
    const stdout = `ALERT: ${word}`;
    return exitOf({ kind: 'exited', exitCode: month.random.chance(0.8) ? 0 : 1, stdout, stderr: word });
  }
  if (what === 'start') {
    life.mode = 'progressing';
    return exitOf({ kind: 'exited', exitCode: 0 });
  }
  const seen = probe(life, month.random);
  if (seen.kind !== 'reported') return exitOf({ kind: 'exited', exitCode: 1, stderr: word });
  const padding = month.random.chance(month.talk) ? 'x'.repeat(450) : '';
  const status = { ...seen.status, message: `${word} ${padding}` };
  return exitOf({ kind: 'exited', exitCode: 0, stdout: JSON.stringify(status) });
};

/** The channel works again, nothing dies: what still waits goes out, once the last of the long waits is over. */
async function comeToRest(month: Month): Promise<void> {
  month.channel.mend();
  const ports = portsOf(month, createMortality(undefined, false));
  for (let hours = 0; hours < 60; hours++) {
    month.now += 3600;
    month.ledger.begin(month.now);
    await deliver(ports, { target: undefined, notify: month.loaded.config.notify });
  }
  month.ledger.close(await month.store.read());
}
