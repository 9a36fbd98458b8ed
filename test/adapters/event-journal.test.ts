import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../src/adapters/event-reader.ts';
import { createEventWriter } from '../../src/adapters/event-writer.ts';
import type { JournalEvent } from '../../src/schema/event.ts';
import { useSmallDisks } from '../support/disks.ts';
import { useTempFolders } from '../support/temp-folder.ts';
import { useWorkers } from '../support/worker-process.ts';

const newFolder = useTempFolders();
const mountSmallDisk = useSmallDisks();
const workers = useWorkers(new URL('../support/journal-worker.ts', import.meta.url));

const numbered = (done: number): JournalEvent => ({ v: 1, at: done, event: 'progress', job: 'scan', done });

function journalIn(folder = newFolder(), largestBytes = 1000) {
  const stateFile = join(folder, 'ops-monitor.json');
  const path = join(folder, 'ops-monitor.events.jsonl');
  const writer = createEventWriter({ stateFile, largestBytes });
  return {
    folder,
    stateFile,
    path,
    write: (...numbers: number[]) => writer.append(numbers.map(numbered)),
    append: writer.append,
    reading: () => createEventReader(stateFile).read(),
    numbers: async () =>
      (await createEventReader(stateFile).read()).events.map((event) => ('done' in event ? event.done : -1)),
    names: () => readdirSync(folder).sort(),
  };
}

describe('the journal', () => {
  it('keeps the order of what was written, for its owner alone', async () => {
    const { path, write, numbers, reading } = journalIn();
    await write(1, 2);
    await write(3);
    expect(await numbers()).toEqual([1, 2, 3]);
    expect(await reading()).toMatchObject({ path, strayLines: 0, isThere: true, problem: undefined });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is beside the state, whatever that is called, and where it really is', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'state'), '{}');
    symlinkSync(join('real', 'state'), join(folder, 'link.json'));
    await createEventWriter({ stateFile: join(folder, 'link.json') }).append([numbered(1)]);
    expect(readdirSync(join(folder, 'real')).sort()).toEqual(['state', 'state.events.jsonl']);
    expect((await createEventReader(join(folder, 'real', 'state')).read()).events).toHaveLength(1);
  });

  it('is not there before there is an event', async () => {
    const { write, names, reading } = journalIn();
    await write();
    expect(names()).toEqual([]);
    expect(await reading()).toMatchObject({ events: [], isThere: false, problem: undefined });
  });

  it('leaves out a line that is too long, and more events than a tick can have', async () => {
    const { append, numbers } = journalIn(newFolder(), 1e9);
    await append([{ ...numbered(1), job: 'x'.repeat(5000) } as JournalEvent, numbered(2)]);
    expect(await numbers()).toEqual([2]);
    await append(Array.from({ length: 1200 }, (_, i) => numbered(i)));
    expect(await numbers()).toHaveLength(1001);
  });
});

describe('a journal that is full', () => {
  it('is put aside, with the one before; the oldest goes', async () => {
    const { path, write, numbers, names } = journalIn(newFolder(), 200);
    for (let n = 0; n < 30; n += 1) await write(n);
    const kept = await numbers();
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 30 - kept.length + i));
    expect(kept.length).toBeGreaterThan(6);
    expect(kept.length).toBeLessThan(30);
    expect(names()).toEqual(['', '.1', '.2'].map((end) => `ops-monitor.events.jsonl${end}`));
    expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
  });

  it('is named where it cannot be read', async () => {
    const { path, write, reading } = journalIn(newFolder(), 100);
    await write(1);
    mkdirSync(`${path}.1`);
    expect((await reading()).problem).toMatch(`${path}.1 `);
  });

  it('grows on while another puts it aside, but for one that died at it', async () => {
    const { path, write, names } = journalIn(newFolder(), 100);
    await write(1, 2, 3);
    writeFileSync(`${path}.rotating`, '');
    await write(4);
    expect(names()).toEqual(['ops-monitor.events.jsonl', 'ops-monitor.events.jsonl.rotating']);
    utimesSync(`${path}.rotating`, 0, 0);
    await write(5);
    await write(6);
    expect(names()).toEqual(['ops-monitor.events.jsonl', 'ops-monitor.events.jsonl.1']);
  });
});

describe('what a crash or a full disk leaves', () => {
  it('whatever is torn, no event but the torn ones is lost, in whatever files they are', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 6 }) }) },
      { weight: 1, arbitrary: fc.record({ tear: fc.integer({ min: 1, max: 60 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({ rubbish: fc.constantFrom('{"v":1,', 'x\n', '\0\0\0', '{}\n', 'null\n') }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { path, write, numbers, reading } = journalIn(newFolder(), 300);
        let next = 0;
        const torn = new Set<number>();
        for (const done of steps) {
          if ('write' in done) {
            await write(...Array.from({ length: done.write }, (_, i) => next + i));
            next += done.write;
          } else if (existsSync(path)) {
            if ('tear' in done) for (const number of tear(path, done.tear)) torn.add(number);
            else appendFileSync(path, `\n${done.rubbish}`);
          }
        }
        const found = await numbers();
        const first = found[0] ?? next;
        const whole = Array.from({ length: next }, (_, n) => n).filter((n) => !torn.has(n));
        expect(found).toEqual(whole.filter((n) => n >= first));
        // Three files of 300 bytes, of lines of 50 to 60: at least the newest ten are there.
        expect(found).toEqual(expect.arrayContaining(whole.slice(-10).filter((n) => n > next - 10)));
        expect((await reading()).problem).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  /** Cuts so many bytes off the end, and says which numbers went with them. */
  function tear(path: string, bytes: number): number[] {
    const before = numbersIn(path);
    truncateSync(path, Math.max(0, statSync(path).size - bytes));
    const left = new Set(numbersIn(path));
    return before.filter((number) => !left.has(number));
  }

  function numbersIn(path: string): number[] {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.flatMap((line) => {
      const [, number] = /"done":(\d+)\}$/.exec(line) ?? [];
      return number === undefined ? [] : [Number(number)];
    });
  }

  it('and lines that are no events are counted', async () => {
    const { path, write, reading } = journalIn();
    await write(1);
    appendFileSync(path, '{"v":2,"at":1,"event":"progress","job":"scan"}\n{"v":1,"at":');
    await write(2);
    expect(await reading()).toMatchObject({ strayLines: 2, events: [{ done: 1 }, { done: 2 }] });
  });
});

describe('several programs at once', () => {
  it.each([
    ['in one file', 1e9, [] as string[]],
    ['that put files aside', 20_000, ['.1', '.2']],
  ])(
    'keep their lines whole, %s',
    async (_, largestBytes, ends) => {
      const { stateFile, reading, names } = journalIn();
      const writers = ['a', 'b', 'c'].map((name) =>
        workers.start(stateFile, name, '150', '5', String(largestBytes)),
      );
      expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0]);
      const { events, strayLines } = await reading();
      expect(strayLines).toBe(0);
      expect(names()).toEqual(['', ...ends].map((end) => `ops-monitor.events.jsonl${end}`));
      for (const name of ['a', 'b', 'c']) {
        const done = events.flatMap((event) =>
          'done' in event && event.job === name ? [Number(event.done)] : [],
        );
        // What is left of each is its newest, none missing and none twice.
        if (ends.length === 0) expect(done).toHaveLength(750);
        expect(done).toEqual(Array.from({ length: done.length }, (__, i) => 750 - done.length + i));
      }
      // Nothing is lost before its time: two full files are there besides the newest.
      if (ends.length > 0) expect(events.length).toBeGreaterThan((2 * 20_000) / 60);
    },
    60_000,
  );
});

describe('what is not ours to write to', () => {
  it.each<[string, (path: string, folder: string) => void, RegExp | undefined]>([
    [
      'a symbolic link',
      (path, folder) => {
        writeFileSync(join(folder, 'victim'), '');
        symlinkSync('victim', path);
      },
      /is a symbolic link/,
    ],
    ['a link to nothing', (path) => symlinkSync('victim', path), /is a symbolic link/],
    ['a folder', (path) => mkdirSync(path), /is not a regular file/],
  ])('%s stays as it is, and is told to who asks', async (_, make, problem) => {
    const { path, folder, write, names, reading } = journalIn();
    make(path, folder);
    const before = names();
    await write(1);
    expect(names()).toEqual(before);
    if (existsSync(join(folder, 'victim'))) expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('');
    expect((await reading()).problem).toMatch(problem ?? /./);
  });

  it('a file with a second name, as of a backup, is put aside unchanged', async () => {
    const { path, folder, write, numbers } = journalIn();
    await write(1);
    linkSync(path, join(folder, 'backup'));
    await write(2);
    expect(readFileSync(join(folder, 'backup'), 'utf8')).toBe(readFileSync(`${path}.1`, 'utf8'));
    expect(await numbers()).toEqual([1, 2]);
  });

  it('a file that others may read is closed to them first', async () => {
    const { path, write, numbers } = journalIn();
    writeFileSync(path, '', { mode: 0o644 });
    chmodSync(path, 0o644);
    await write(1);
    expect([statSync(path).mode & 0o777, await numbers()]).toEqual([0o600, [1]]);
  });

  it('the rest of a disk that is nearly full, which is the state’s', async () => {
    const disk = mountSmallDisk(join(newFolder(), 'disk'), 4000);
    if (disk === undefined) return;
    const { write, names, reading } = journalIn(disk.folder);
    await write(1);
    expect(names()).toEqual([]);
    expect((await reading()).problem).toContain('the disk is nearly full');
    const roomy = mountSmallDisk(join(newFolder(), 'disk'), 8000);
    const other = journalIn(roomy?.folder);
    await other.write(1);
    expect([await other.numbers(), (await other.reading()).problem]).toEqual([[1], undefined]);
  });

  it('a state that is no file', async () => {
    const folder = newFolder();
    const reading = await createEventReader(folder).read();
    expect(reading).toMatchObject({ events: [], isThere: false, problem: expect.stringContaining(folder) });
    await createEventWriter({ stateFile: folder }).append([numbered(1)]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
