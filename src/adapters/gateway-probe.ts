import { get } from 'node:http';

const LIMIT_MS = 2000;

/**
 * Whether anybody answers where OpenClaw's gateway should be on this host (OPENCLAW.md section 4). Any HTTP answer
 * counts: older gateways know no /healthz. Never rejects; 2 s at most.
 */
export function probeGateway(
  port: number,
  signal?: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<'answers' | 'silent'> {
  return new Promise((resolve) => {
    // `agent: false`: the connection is closed with the answer, and keeps no program alive.
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false, signal });
    // The limit is one for the whole: a timeout of the socket starts anew with every byte.
    const timer = setTimeout(() => settle('silent'), limitMs);
    const settle = (state: 'answers' | 'silent') => {
      clearTimeout(timer);
      request.destroy();
      resolve(state);
    };
    request.once('response', () => settle('answers'));
    request.on('error', () => settle('silent'));
  });
}
