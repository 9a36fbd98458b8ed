import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLES, temporaryFolder } from './example-rig.ts';

interface Mark {
  readonly readAt: number;
  readonly end: number;
}

interface FolderQueue {
  peek(): Promise<string | undefined>;
  put(folder: string): Promise<void>;
  commit(): void;
  rollback(): void;
  save(): Promise<Mark>;
  close(): Promise<void>;
}

const { openFolderQueue } = (await import(join(EXAMPLES, 'jobs/parts/folder-queue.mjs'))) as {
  openFolderQueue(path: string, begin: { mark?: Mark | undefined; first: string }): Promise<FolderQueue>;
};

/** 60 000 characters: a few of them exceed what the queue reads, and a few more what it writes, in one go. */
const long = (name: string) => name.padEnd(60_000, 'x');

async function takeAll(queue: FolderQueue): Promise<string[]> {
  const taken: string[] = [];
  for (let folder = await queue.peek(); folder !== undefined; folder = await queue.peek()) {
    taken.push(folder);
    queue.commit();
  }
  return taken;
}

async function newQueue() {
  const path = join(await temporaryFolder(), 'queue');
  return { path, queue: await openFolderQueue(path, { first: 'root' }) };
}

test('folders come out in the order in which they were put', async () => {
  const { queue } = await newQueue();
  const names = Array.from({ length: 40 }, (_, index) => long(`${index} "ü"\n`));
  for (const name of names) await queue.put(name);

  expect(await takeAll(queue)).toEqual(['root', ...names]);
  await queue.close();
});

test.each([
  { what: 'little', names: ['a', 'b'] },
  { what: 'more than is kept in memory', names: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(long) },
])('of a folder that was rolled back nothing stays, though it put $what', async ({ names }) => {
  const { queue } = await newQueue();
  await finishNext(queue, ['unreadable', 'kept']);
  await queue.peek();
  for (const name of names) await queue.put(name);
  queue.rollback();

  expect(await queue.peek()).toBe('unreadable');
  await finishNext(queue, []);
  await finishNext(queue, ['below kept']);
  expect(await takeAll(queue)).toEqual(['below kept']);
  await queue.close();
});

test('a queue that was saved goes on there, whatever was appended since', async () => {
  const { path, queue } = await newQueue();
  await finishNext(queue, ['a', 'b', 'c']);
  await finishNext(queue, []);
  const mark = await queue.save();
  await queue.close();
  await appendFile(path, '"lost"\n"los');

  const again = await openFolderQueue(path, { mark, first: 'root' });
  await finishNext(again, ['d']);
  expect(await takeAll(again)).toEqual(['c', 'd']);
  await again.close();
});

/** Reads the next folder, in which these others are found. */
async function finishNext(queue: FolderQueue, found: readonly string[]): Promise<void> {
  await queue.peek();
  for (const folder of found) await queue.put(folder);
  queue.commit();
}
