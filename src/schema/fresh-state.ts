import type { MonitorState } from './state.ts';

export function freshState(): MonitorState {
  return { version: 1, revision: 0, jobs: {}, queue: [], outbox: [] };
}
