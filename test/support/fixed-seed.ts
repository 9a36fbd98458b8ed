/**
 * Property tests play the same random values each time: what fails once must fail again, and what is not to blame must
 * not be stopped by it. Other values: `OPS_MONITOR_SEED=7 npx vitest run test/core`.
 */
import fc from 'fast-check';

const seed = Number(process.env.OPS_MONITOR_SEED ?? 1);
if (!Number.isInteger(seed)) throw new Error('OPS_MONITOR_SEED: not a whole number');
fc.configureGlobal({ seed });
