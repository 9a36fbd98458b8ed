import { StateFailure } from './ports.ts';

/** What `work` came to, or the failure of the state that ended it. All else is thrown on. */
export async function orStateFailure<T>(work: () => Promise<T>): Promise<T | StateFailure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StateFailure) return error;
    throw error;
  }
}
