/**
 * Counts a vitest run for `.ci/run`: «PASSED FAILED» on stdout, and on stderr what failed and why, in few lines.
 * Called as `node scripts/ci-count.mjs RESULTS.json`, a file of vitest's JSON reporter.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Of a long log only the end is kept, so that each has few. */
const LINES_A_FAILURE = 12;

const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const { name: file, status, message, assertionResults } of testResults) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  for (const { fullName, failureMessages } of failed) say(file, fullName, failureMessages.join('\n'));
  // A file that could not be read has no test that failed.
  if (status === 'failed' && failed.length === 0) say(file, 'the file itself', message);
}
console.log(numPassedTests, numFailedTests);

function say(file, test, why) {
  console.error(`-- ${relative(process.cwd(), file)} > ${test}`);
  const lines = why.split('\n').filter((line) => !line.includes('/node_modules/'));
  for (const line of lines.slice(0, LINES_A_FAILURE)) console.error(`   ${line.slice(0, 300)}`);
}
