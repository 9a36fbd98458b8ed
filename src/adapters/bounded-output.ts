/** Of each stream at most this many bytes are kept (SPEC section 5); its end is the part that tells of an error. */
const KEPT_BYTES = 1024 * 1024;
const TAIL_BYTES = 64 * 1024;
const HEAD_BYTES = KEPT_BYTES - TAIL_BYTES;

export interface BoundedOutput {
  add(chunk: Buffer): void;
  /** All of up to 1 MiB; of more, the first 960 KiB, a line that says how much was left out, and the last 64 KiB. */
  text(): string;
}

/**
 * Takes in any number of bytes in bounded memory: they are copied into one buffer that grows to HEAD_BYTES and then
 * into a ring of TAIL_BYTES, so that neither a flood nor a million one-byte chunks costs more than what is kept.
 */
export function createBoundedOutput(): BoundedOutput {
  let head: Buffer = Buffer.alloc(0);
  let headLength = 0;
  let ring: Buffer | undefined;
  /** Bytes that went into the ring, overwritten ones included. */
  let past = 0;

  const addToRing = (chunk: Buffer) => {
    ring ??= Buffer.alloc(TAIL_BYTES);
    const fresh = chunk.subarray(-TAIL_BYTES);
    const at = (past + chunk.length - fresh.length) % TAIL_BYTES;
    const fits = fresh.copy(ring, at);
    fresh.copy(ring, 0, fits);
    past += chunk.length;
  };

  return {
    add(chunk) {
      const toHead = chunk.subarray(0, HEAD_BYTES - headLength);
      if (headLength + toHead.length > head.length) head = grown(head, headLength + toHead.length);
      headLength += toHead.copy(head, headLength);
      if (toHead.length < chunk.length) addToRing(chunk.subarray(toHead.length));
    },
    text() {
      const start = head.subarray(0, headLength);
      if (ring === undefined) return start.toString();
      if (past <= TAIL_BYTES) return Buffer.concat([start, ring.subarray(0, past)]).toString();
      const at = past % TAIL_BYTES;
      const end = Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
      return `${cutAfter(start)}\n[… ${past - TAIL_BYTES} bytes left out …]\n${cutBefore(end)}`;
    },
  };
}

function grown(buffer: Buffer, needed: number): Buffer {
  const larger = Buffer.alloc(Math.min(HEAD_BYTES, Math.max(needed, 2 * buffer.length, 4096)));
  buffer.copy(larger);
  return larger;
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
