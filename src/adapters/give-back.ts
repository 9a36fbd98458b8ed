import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** A channel with nobody at its other end: what is sent there is gone. */
let nowhere: MessagePort | undefined;

/**
 * Frees the memory of a buffer at once; it is empty then. Left to the garbage collection, what children print piles up
 * to some 60 MB more before it is collected. A buffer that shares its memory with others is left alone.
 */
export function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer.byteLength !== byteLength || !(buffer instanceof ArrayBuffer)) return;
  nowhere ??= openNowhere();
  // Sending it takes it away from here.
  nowhere.postMessage(undefined, [buffer]);
}

function openNowhere(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
