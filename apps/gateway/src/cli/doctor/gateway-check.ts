import type { Environment } from '../../env.ts';
import { explainError } from '../output/explain-error.ts';
import { readiness } from '../status/readiness.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';
import { findRunningGateway, type RunningGateway } from './running-gateway.ts';

export interface GatewayCheck {
  readonly finding: Finding;
  readonly gateway: RunningGateway | undefined;
}

function judge(gateway: RunningGateway): Finding {
  const { ready, reasons } = readiness(gateway);
  if (ready) return ok('gateway', `Hearth ${gateway.version} runs and is ready`);
  return problem('gateway', reasons.join(' '), 'The checks of what it needs say more.');
}

/** Whether a gateway runs on the home folder, and whether it is ready. */
export async function checkGateway({ home }: Environment): Promise<GatewayCheck> {
  try {
    const gateway = await findRunningGateway(home);
    const finding =
      gateway === undefined ? skipped('gateway', `none runs on ${home}`) : judge(gateway);
    return { finding, gateway };
  } catch (error) {
    const { message } = explainError(error);
    return { finding: problem('gateway', message, 'Restart the gateway.'), gateway: undefined };
  }
}
