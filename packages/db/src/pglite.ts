export { type OpenPgliteOptions, openPglite } from './pglite/open-pglite.ts';
export { isStoreLocked, StoreLockedError } from './pglite/store-locked-error.ts';
