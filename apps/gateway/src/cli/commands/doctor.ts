import type { Command } from 'commander';
import type { Finding } from '../doctor/finding.ts';
import type { Invocation } from '../invocation.ts';
import type { Paint, Style } from '../output/paint.ts';
import { describe, type JsonOption, withJson } from './describe.ts';

const marks: Record<Finding['status'], { readonly mark: string; readonly style: Style }> = {
  ok: { mark: 'ok', style: 'green' },
  problem: { mark: 'problem', style: 'red' },
  skipped: { mark: 'skipped', style: 'dim' },
};
const markWidth = 9;
const nameWidth = 10;

function toLines({ name, status, detail, fix }: Finding, paint: Paint): string[] {
  const { mark, style } = marks[status];
  const first = `${paint(style, mark.padEnd(markWidth))}${name.padEnd(nameWidth)}${detail}`;
  const indent = ' '.repeat(markWidth + nameWidth);
  return fix === null ? [first] : [first, `${indent}${paint('bold', 'fix:')} ${fix}`];
}

function verdict(findings: readonly Finding[]): string {
  const problems = findings.filter(({ status }) => status === 'problem').length;
  if (problems === 0) return 'Everything is well.';
  return problems === 1 ? 'One problem.' : `${problems} problems.`;
}

export function addDoctorCommand(program: Command, invocation: Invocation): void {
  const { output, environment, paint, exitWith } = invocation;
  const command = describe(program.command('doctor'), {
    summary: 'check everything that a start needs, and say how to mend it',
    more: 'Fails when there is a problem.',
    examples: ['hearth doctor', 'hearth doctor --json'],
  });
  withJson(command).action(async ({ json }: JsonOption) => {
    // Loaded here: the checks bring the Ollama client along.
    const { runChecks } = await import('../doctor/run-checks.ts');
    const findings = await runChecks(environment);
    const isWell = findings.every(({ status }) => status !== 'problem');
    if (!isWell) exitWith(1);
    if (json) return output.json({ ok: isWell, checks: findings });
    output.text(
      [...findings.flatMap((each) => toLines(each, paint)), '', verdict(findings)].join('\n'),
    );
  });
}
