/**
 * A program on its own that writes to a journal: STATE_FILE NAME TIMES BATCH BYTES: so many batches of so many events each,
 * numbered, and put aside at so many bytes.
 */
import { createEventWriter } from '../../src/adapters/event-writer.ts';

const [stateFile = '', name = '', times, batch, largestBytes] = process.argv.slice(2);
const writer = createEventWriter({ stateFile, largestBytes: Number(largestBytes) });
for (let n = 0; n < Number(times); n += 1) {
  const events = Array.from({ length: Number(batch) }, (_, i) => n * Number(batch) + i);
  await writer.append(events.map((done) => ({ v: 1, at: done, event: 'progress', job: name, done })));
}
