import type { TestProject } from 'vitest/node';

/** The reason that a skipped test carries at the end of its name: `… [needs the simulator: it counts concurrency]`. */
const reasonInName = /\[([^\]]+)\]/;

interface Skipped {
  readonly name: string;
  readonly reason: string;
}

function skippedOf(project: TestProject): Skipped[] {
  const modules = project.vitest.state.getTestModules();
  const mine = modules.filter((module) => module.project.name === project.name);
  const tests = mine.flatMap((module) => [...module.children.allTests('skipped')]);
  return tests.map(({ fullName: name }) => {
    const [, reason = 'no reason given'] = reasonInName.exec(name) ?? [];
    return { name: name.replace(reasonInName, '').trim(), reason };
  });
}

function summary(skipped: readonly Skipped[]): string {
  const byReason = Object.entries(Object.groupBy(skipped, ({ reason }) => reason));
  const lines = byReason.map(([reason, tests = []]) => {
    const names = tests.map(({ name }) => `      ${name}`);
    return [`  ${tests.length} × ${reason}`, ...names].join('\n');
  });
  return `\n${skipped.length} end-to-end tests were skipped:\n${lines.join('\n')}\n`;
}

/** For `globalSetup` of the project: at the end of the run, what was skipped and why, whatever reporter is in use. */
export function setup(project: TestProject): () => void {
  return () => {
    const skipped = skippedOf(project);
    if (skipped.length > 0) process.stdout.write(summary(skipped));
  };
}
