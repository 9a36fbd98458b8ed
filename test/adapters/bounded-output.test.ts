import { describe, expect, it } from 'vitest';
import { createBoundedOutput } from '../../src/adapters/bounded-output.ts';

const KIB = 1024;
const WHOLE = KIB * KIB;
const START = 960 * KIB;
const END = 64 * KIB;

function take(bytes: Buffer, chunkSize: number): string {
  const output = createBoundedOutput();
  for (let at = 0; at < bytes.length; at += chunkSize) output.add(bytes.subarray(at, at + chunkSize));
  return output.text();
}

/** Bytes of which no stretch repeats, so that a misplaced one shows. */
const numbered = (size: number) =>
  Buffer.from(
    Array.from({ length: Math.ceil(size / 8) }, (_, i) => String(i).padStart(8, '.')).join(''),
  ).subarray(0, size);

describe('bounded output', () => {
  it.each([
    { size: 0, chunk: 1 },
    { size: 1, chunk: 1 },
    { size: 5000, chunk: 7 },
    { size: START, chunk: START },
    { size: START + 1, chunk: START },
    { size: WHOLE - 1, chunk: 1000 },
    { size: WHOLE, chunk: 65_537 },
    { size: WHOLE, chunk: WHOLE },
  ])('keeps $size bytes whole that come in pieces of $chunk', ({ size, chunk }) => {
    const bytes = numbered(size);
    const wanted = bytes.toString();
    expect(take(bytes, chunk) === wanted).toBe(true);
  });

  it.each([
    { size: WHOLE + 1, chunk: 4096 },
    { size: WHOLE + 1, chunk: WHOLE + 1 },
    { size: WHOLE + END, chunk: END },
    { size: WHOLE + END + 5, chunk: 1021 },
    { size: WHOLE + 2 * END + 77, chunk: END + 13 },
    { size: 5_000_000, chunk: 200_000 },
    { size: 5_000_000, chunk: 65_536 },
    { size: 5_000_000, chunk: 5_000_000 },
  ])('keeps the start and the end of $size bytes that come in pieces of $chunk', ({ size, chunk }) => {
    const bytes = numbered(size);
    const wanted = `${bytes.subarray(0, START)}\n[… ${size - START - END} bytes left out …]\n${bytes.subarray(-END)}`;
    expect(take(bytes, chunk) === wanted).toBe(true);
  });

  it('keeps less of the start of a long one where less is asked for, and all of a short one', () => {
    for (const size of [WHOLE, WHOLE + 1, 3 * WHOLE]) {
      const bytes = numbered(size);
      const output = createBoundedOutput(END);
      output.add(Buffer.from(bytes));
      const ends = `${bytes.subarray(0, END)}\n[… ${size - 2 * END} bytes left out …]\n${bytes.subarray(-END)}`;
      expect(output.text() === (size > WHOLE ? ends : bytes.toString()), `${size}`).toBe(true);
    }
  });

  it('takes over what it is given, and gives its memory back at once', () => {
    const output = createBoundedOutput();
    const chunks = Array.from({ length: 20 }, () => Buffer.from(new ArrayBuffer(WHOLE)).fill('x'));
    for (const chunk of chunks) output.add(chunk);
    expect(chunks.map((chunk) => chunk.length)).toEqual(chunks.map(() => 0));
    expect(output.text()).toContain(`[… ${20 * WHOLE - START - END} bytes left out …]`);
  });

  it('leaves alone what shares its memory with something else', () => {
    const output = createBoundedOutput();
    const bytes = numbered(2 * WHOLE);
    output.add(bytes.subarray(0, WHOLE));
    output.add(bytes.subarray(WHOLE));
    expect(bytes.equals(numbered(2 * WHOLE))).toBe(true);
  });

  it.each(['é', '進', '🛠'])('never cuts %s in two', (character) => {
    const width = Buffer.byteLength(character);
    for (let shift = 0; shift < width; shift += 1) {
      const text = take(Buffer.from('x'.repeat(shift) + character.repeat(2_000_000 / width)), 60_000);
      expect(text).not.toContain('\uFFFD');
      expect(text).toMatch(new RegExp(`${character}\n\\[… \\d+ bytes left out …\\]\n${character}`));
    }
  });

  it('shows bytes that are no UTF-8 as U+FFFD, and keeps what is around them', () => {
    expect(take(Buffer.from([0x61, 0xff, 0x62, 0xe9, 0x0a]), 2)).toBe('a\uFFFDb\uFFFD\n');
  });

  it('joins a character that comes in two pieces', () => {
    expect(take(Buffer.from('进度'), 2)).toBe('进度');
  });

  it('stands a flood of bytes that continue no character', () => {
    expect(take(Buffer.alloc(2_000_000, 0x80), 60_000)).toContain('bytes left out');
  });

  it('holds a million one-byte pieces in little more than what they are', () => {
    const output = createBoundedOutput();
    const flood = Buffer.alloc(1_500_000, 'x');
    const before = process.memoryUsage();
    for (let at = 0; at < flood.length; at += 1) output.add(flood.subarray(at, at + 1));
    const { arrayBuffers } = process.memoryUsage();
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(16 * KIB * KIB);
    expect(output.text().length).toBeLessThan(START + END + 100);
  });
});
