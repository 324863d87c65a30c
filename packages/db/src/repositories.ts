import { createAuditRepository } from './repositories/audit-repository.ts';
import { createKeyRepository } from './repositories/key-repository.ts';
import { createProfileRepository } from './repositories/profile-repository.ts';
import { createUsageRepository } from './repositories/usage-repository.ts';
import type { Session } from './session.ts';

export function createRepositories(session: Session) {
  return {
    keys: createKeyRepository(session),
    usage: createUsageRepository(session),
    profiles: createProfileRepository(session),
    audit: createAuditRepository(session),
  };
}
