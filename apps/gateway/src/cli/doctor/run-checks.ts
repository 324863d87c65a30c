import { type Environment, SettingsError } from '../../env.ts';
import { checkDatabase } from './database-check.ts';
import { checkDemo } from './demo-check.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';
import { checkGateway } from './gateway-check.ts';
import { checkHome, checkPepper } from './home-checks.ts';
import { checkNode } from './node-check.ts';
import { checkOllama } from './ollama-checks.ts';
import { checkPort } from './port-check.ts';

const needSettings = [
  'home',
  'pepper',
  'gateway',
  'database',
  'ollama',
  'models',
  'port',
  'demo',
] as const;

function settingsProblem({ faults }: SettingsError): Finding {
  const details = faults.map(({ name, problem: what }) => `${name}: ${what}`).join('; ');
  const fixes = faults.map(({ name, example }) => `${name}, e.g. ${example}`).join('; ');
  return problem('settings', details, `Mend ${fixes}`);
}

/** One after the other where they need the same thing: the gateway has the database open, or the check opens it. */
async function checkParts(environment: Environment): Promise<Finding[]> {
  const home = checkHome(environment);
  const { finding: gateway, gateway: running } = await checkGateway(environment);
  const [database, ollama, port] = await Promise.all([
    home.status === 'ok'
      ? checkDatabase(environment, running)
      : skipped('database', 'the home folder can not be used'),
    checkOllama(environment),
    checkPort(environment),
  ]);
  const pepper = checkPepper(environment);
  return [home, pepper, gateway, database, ...ollama, port, checkDemo(environment)];
}

/** Every check, in the order in which a start needs them. Never rejects because of what it finds. */
export async function runChecks(environment: () => Environment): Promise<Finding[]> {
  const node = checkNode();
  try {
    const settings = environment();
    const found =
      settings.warnings.length === 0 ? 'every one is well' : settings.warnings.join(' ');
    return [node, ok('settings', found), ...(await checkParts(settings))];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const rest = needSettings.map((name) => skipped(name, 'the settings are wrong'));
    return [node, settingsProblem(error), ...rest];
  }
}
