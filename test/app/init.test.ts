import { describe, expect, it } from 'vitest';
import { parseJson5Text } from '../../src/adapters/json5-text.ts';
import { type InitPorts, type InitRequest, init } from '../../src/app/init.ts';
import type { LoadedConfig } from '../../src/app/ports.ts';
import { loadedFrom, NEVER } from '../support/app-stage.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const FILE = '/h/ops-jobs.json';
const SCRIPT = '/h/disk-space.sh';

interface Stage {
  readonly there?: Readonly<Record<string, string>>;
  /** Undefined: nobody at the terminal. The input ends after the last. */
  readonly answers?: readonly (string | undefined)[];
  readonly recipient?: string;
  readonly startsAt?: number;
  readonly hostLanguage?: string;
  /** The path that cannot be made. */
  readonly closed?: string;
}

function createInit({
  there = {},
  answers,
  recipient,
  startsAt,
  hostLanguage = 'en-US',
  closed,
}: Stage = {}) {
  const disk = new Map(Object.entries(there));
  const modes = new Map<string, number>();
  const asked: string[] = [];
  const said: string[] = [];
  const check = async (text: string): Promise<LoadedConfig> => {
    const parsed = await parseJson5Text(text);
    return loadedFrom(parsed.kind === 'value' ? parsed.value : undefined);
  };
  const left = [...(answers ?? [])];
  const ports: InitPorts = {
    clock: createFakeClock(startsAt),
    typed: 'ops-monitor',
    userHome: '/home/me',
    hostLanguage,
    config: { load: async () => check(disk.get(FILE) ?? '') },
    channels: {
      open: async ({ target }) => ({
        target: target ?? recipient,
        source: 'allowFrom',
        notifier: { send: () => expect.unreachable() },
      }),
    },
    prompt: answers && {
      ask: async (question) => {
        asked.push(question);
        return left.shift();
      },
      say: (line) => void said.push(line),
      close: () => void said.push('closed'),
    },
    files: {
      jobFile: FILE,
      starterScript: SCRIPT,
      check,
      isThere: (path) => disk.has(path),
      create(path, text, mode) {
        if (path === closed) return { kind: 'failed', detail: `${path}: permission denied` };
        if (disk.has(path)) return { kind: 'there' };
        disk.set(path, text);
        modes.set(path, mode);
        return { kind: 'created' };
      },
      remove: (path) => void disk.delete(path),
    },
  };
  const run = (request: Partial<InitRequest> = {}) =>
    init(ports, { job: { commands: {} }, target: undefined, isSilent: false, ...request }, NEVER);
  return { run, disk, modes, asked, said };
}

const OWN = { id: 'scan', commands: { status: 'node scan.mjs status', start: '~/scan start' } };

describe('without anybody to ask', () => {
  it('a job that watches the disk, its script, and who will be told', async () => {
    const { run, modes } = createInit({ recipient: '5' });
    expect(await run()).toMatchObject({
      kind: 'made',
      wrote: [FILE, SCRIPT],
      kept: [],
      recipient: { target: '5', source: 'allowFrom' },
      loaded: { config: { jobs: [{ id: 'disk-space' }] } },
    });
    expect(Object.fromEntries(modes)).toEqual({ [FILE]: 0o600, [SCRIPT]: 0o700 });
  });

  it('a job of flags, whose commands are words', async () => {
    const { run, disk } = createInit();
    expect(await run({ job: OWN, target: 'telegram:-100:topic:7' })).toMatchObject({
      wrote: [FILE],
      recipient: { target: '-100:topic:7', source: 'the job file' },
      loaded: {
        config: {
          notify: { target: '-100:topic:7' },
          jobs: [
            {
              id: 'scan',
              commands: { status: ['node', 'scan.mjs', 'status'], start: ['/home/me/scan', 'start'] },
            },
          ],
        },
      },
    });
    expect([...disk.keys()]).toEqual([FILE]);
  });

  it('--run alone makes a check', async () => {
    const { run } = createInit();
    const made = await run({ job: { id: 'c', commands: { run: 'df' } } });
    expect(made).toMatchObject({ loaded: { config: { jobs: [{ kind: 'one_shot_read' }] } } });
  });

  it.each<readonly [what: string, request: Partial<InitRequest>, says: string]>([
    [
      'a command without a job',
      { job: { commands: { run: 'df' } } },
      '--run is of a job: name it with --job ID',
    ],
    ['a job without its status', { job: { id: 'a', commands: { start: 'b' } } }, '--job a needs --status'],
    [
      'a check without its command',
      { job: { id: 'a', kind: 'one_shot_read', commands: {} } },
      '--job a needs --run',
    ],
    [
      'what only a shell can run',
      { job: { ...OWN, commands: { ...OWN.commands, stop: 'a | b' } } },
      '--stop: only a shell',
    ],
    ['no chat', { target: 'me' }, '--target must be a chat'],
  ])('%s is wrong, and nothing is written', async (_what, request, says) => {
    const { run, disk } = createInit();
    expect(await run(request)).toMatchObject({ kind: 'wrong', what: expect.stringContaining(says) });
    expect(disk.size).toBe(0);
  });

  it('what makes no valid file is not written', async () => {
    const { run, disk } = createInit();
    expect(await run({ job: { ...OWN, id: ' ' } })).toMatchObject({ kind: 'invalid' });
    expect(disk.size).toBe(0);
  });

  it.each([
    [23 * 3600, '08:00'],
    [12 * 3600, undefined],
  ])('says until when news waits, %d s after midnight', async (startsAt, quietUntil) => {
    expect(await createInit({ startsAt }).run()).toMatchObject({ quietUntil });
  });
});

it.each([
  ['zh-CN', 'zh-CN'],
  ['en-GB', 'en'],
])('reports are in the language of the host, %s', async (hostLanguage, locale) => {
  expect(await createInit({ hostLanguage }).run()).toMatchObject({ loaded: { config: { locale } } });
});

describe('what is there already', () => {
  it('a job file is left alone, and nobody is asked', async () => {
    const { run, disk, asked } = createInit({ there: { [FILE]: 'mine' }, answers: ['1'] });
    expect(await run()).toEqual({ kind: 'there', path: FILE });
    expect([Object.fromEntries(disk), asked]).toEqual([{ [FILE]: 'mine' }, []]);
  });

  it('the script is kept as it is', async () => {
    const { run, disk } = createInit({ there: { [SCRIPT]: 'mine' } });
    expect(await run()).toMatchObject({ kind: 'made', wrote: [FILE], kept: [SCRIPT] });
    expect(disk.get(SCRIPT)).toBe('mine');
  });
});

it.each([FILE, SCRIPT])('where %s cannot be made, the other is not there either', async (closed) => {
  const { run, disk } = createInit({ closed });
  expect(await run()).toMatchObject({ kind: 'failed', detail: expect.stringContaining(closed) });
  expect(disk.size).toBe(0);
});

describe('at a terminal', () => {
  it('two empty answers are enough for the disk', async () => {
    const { run, asked } = createInit({ answers: ['', ''] });
    expect(await run()).toMatchObject({
      kind: 'made',
      wrote: [FILE, SCRIPT],
      recipient: { target: undefined },
    });
    expect(asked).toEqual([expect.stringContaining('1 or 2 [1]'), expect.stringContaining('Chat id')]);
  });

  it('no chat is asked for where openclaw.json names one', async () => {
    const { run, asked } = createInit({ answers: ['1'], recipient: '5' });
    expect(await run()).toMatchObject({ kind: 'made' });
    expect(asked).toHaveLength(1);
  });

  it('a job of their own; what cannot be is asked again', async () => {
    const { run, said } = createInit({
      answers: ['3', '2', '', '1', '', 'a | b', 'node s.mjs', 'sh go', '', 'me', '5'],
    });
    expect(await run()).toMatchObject({
      kind: 'made',
      loaded: {
        config: {
          notify: { target: '5' },
          jobs: [
            { id: 'my-job', commands: { status: ['node', 's.mjs'], start: ['sh', 'go'], stop: undefined } },
          ],
        },
      },
    });
    expect(said.slice(1)).toEqual([
      '  type 1 or 2',
      '  there is no command',
      expect.stringContaining('only a shell understands |'),
      expect.stringContaining('Your Telegram user id'),
      expect.stringContaining('a chat is'),
      'closed',
    ]);
  });

  it('what flags have said is not asked', async () => {
    const { run, asked } = createInit({ answers: ['go', ''], recipient: '5' });
    const made = await run({ job: { id: 'a', kind: 'long_running_read', commands: { status: 's' } } });
    expect(made).toMatchObject({
      kind: 'made',
      loaded: { config: { jobs: [{ commands: { start: ['go'] } }] } },
    });
    expect(asked).toEqual([expect.stringContaining('starts it'), expect.stringContaining('stops it')]);
  });

  it('a check has one command', async () => {
    const { run, asked } = createInit({ answers: ['2', 'c', '2', 'df -P'], recipient: '5' });
    expect(await run()).toMatchObject({
      loaded: { config: { jobs: [{ id: 'c', commands: { run: ['df', '-P'] } }] } },
    });
    expect(asked).toHaveLength(4);
  });

  it.each([[[]], [['1']], [['2']], [['2', 'a']], [['2', 'a', '1', 's']]])(
    'breaking off after %j leaves nothing behind',
    async (answers) => {
      const { run, disk } = createInit({ answers });
      expect(await run()).toEqual({ kind: 'interrupted' });
      expect(disk.size).toBe(0);
    },
  );

  it('--yes asks nothing', async () => {
    const { run, asked } = createInit({ answers: [] });
    expect(await run({ isSilent: true })).toMatchObject({ kind: 'made' });
    expect(asked).toEqual([]);
  });
});
