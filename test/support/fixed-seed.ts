/**
 * Property tests play the same random values each time: what fails once must fail again, and what is not to blame must
 * not be stopped by it. Other values: `OPS_MONITOR_SEED=7 npx vitest run test/core`.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.OPS_MONITOR_SEED ?? 1) });
