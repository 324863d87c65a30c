import type { Access } from '@hearth/api';
import { ownerScopes } from '@hearth/wire';

/** For the socket in Hearth's home: who can open a file of mode 0600 there owns the gateway. */
export const localAccess: Access = {
  authorize: async () => ({
    keyId: 'local',
    keyName: 'local command line',
    scopes: ownerScopes,
    models: null,
    rpm: null,
    tpm: null,
    concurrency: null,
  }),
};
