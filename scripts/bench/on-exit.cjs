// Loaded into a measured process by --require: says at its end what it has used, as one line of JSON.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 };
  require('node:fs').appendFileSync(process.env.BENCH_USAGE_FILE, `${JSON.stringify(usage)}\n`);
});
