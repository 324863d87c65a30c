// Prints `N passed, M failed` over the reports that the test tasks left. A missing report counts as one failure.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const reports = join(dirname(dirname(fileURLToPath(import.meta.url))), 'reports');
let passed = 0;
let failed = 0;
for (const name of ['unit.json', 'suite.json']) {
  const file = join(reports, name);
  if (!existsSync(file)) {
    failed++;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  if (!report.success && report.numFailedTests === 0) failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
