import { giveBack } from './give-back.ts';

/** Of each stream at most this many bytes are kept (SPEC section 5). */
const WHOLE_BYTES = 1024 * 1024;
/** What is kept of the end of a longer one: its last lines are the part that tells of an error. */
const END_BYTES = 64 * 1024;
/** What is kept of its start, if no more is asked for. */
export const MOST_START_BYTES = WHOLE_BYTES - END_BYTES;
/** Nearly every output is smaller, and not worth loading what gives memory back. */
const SMALL_BYTES = 64 * 1024;

export interface BoundedOutput {
  /** Takes the chunk over: whoever gave it must not look at it again. */
  add(chunk: Buffer): void;
  /** All of up to 1 MiB; of more, its start, a line that says how much was left out, and the last 64 KiB. */
  text(): string;
  /** To be called when nothing more is wanted of it. */
  release(): void;
}

/**
 * Takes in any number of bytes in bounded memory: they are copied into one buffer that grows to 1 MiB, and past that
 * into a ring, so that neither a flood nor a million one-byte chunks costs more than what is kept.
 */
export function createBoundedOutput(startBytes: number = MOST_START_BYTES): BoundedOutput {
  let start: Buffer = Buffer.alloc(0);
  let length = 0;
  let end: Ring | undefined;

  const append = (bytes: Buffer) => {
    if (length + bytes.length > start.length) start = grown(start, length + bytes.length);
    length += bytes.copy(start, length);
  };
  const cutToEnds = () => {
    const ring = createRing(END_BYTES);
    ring.add(start.subarray(startBytes, length));
    const whole = start;
    start = Buffer.from(start.subarray(0, Math.min(length, startBytes)));
    length = start.length;
    release(whole);
    return ring;
  };

  return {
    add(chunk) {
      if (length + chunk.length > WHOLE_BYTES) end ??= cutToEnds();
      const toStart = end === undefined ? chunk : chunk.subarray(0, startBytes - length);
      append(toStart);
      end?.add(chunk.subarray(toStart.length));
      if (end !== undefined || length > SMALL_BYTES) giveBack(chunk);
    },
    text() {
      const kept = start.subarray(0, length);
      return end === undefined ? kept.toString() : abridged(kept, end);
    },
    release() {
      release(start);
      start = Buffer.alloc(0);
      length = 0;
      end = undefined;
    },
  };
}

function grown(buffer: Buffer, needed: number): Buffer {
  const larger = Buffer.alloc(Math.min(WHOLE_BYTES, Math.max(needed, 2 * buffer.length, 4096)));
  buffer.copy(larger);
  release(buffer);
  return larger;
}

function release(buffer: Buffer): void {
  if (buffer.length > SMALL_BYTES) giveBack(buffer);
}

/** The last bytes of all that were added. */
interface Ring {
  add(bytes: Buffer): void;
  bytes(): Buffer;
  /** How many were added and are not there any more. */
  lost(): number;
}

function createRing(size: number): Ring {
  const ring = Buffer.alloc(size);
  let added = 0;
  return {
    add(bytes) {
      const fresh = bytes.subarray(-size);
      const at = (added + bytes.length - fresh.length) % size;
      const fits = fresh.copy(ring, at);
      fresh.copy(ring, 0, fits);
      added += bytes.length;
    },
    bytes() {
      const at = added % size;
      return added < size
        ? ring.subarray(0, added)
        : Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
    },
    lost: () => Math.max(0, added - size),
  };
}

function abridged(start: Buffer, end: Ring): string {
  return `${cutAfter(start)}\n[… ${end.lost()} bytes left out …]\n${cutBefore(end.bytes())}`;
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** Leaves out the character that was cut in two at the end. What is no UTF-8 at all becomes U+FFFD. */
function cutAfter(bytes: Buffer): string {
  let start = bytes.length - 1;
  while (bytes.length - start < 4 && isContinuation(bytes[start])) start -= 1;
  const lead = bytes[start] ?? 0;
  const wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.subarray(0, start + wanted > bytes.length ? start : bytes.length).toString();
}

/** Leaves out what remains of the character that was cut in two at the start. */
function cutBefore(bytes: Buffer): string {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start).toString();
}
