import * as z from 'zod';

/** What a key may do. `admin:*` includes `admin:read`; neither includes the others. */
export const Scope = z
  .enum(['chat', 'embed', 'models', 'admin:read', 'admin:*'])
  .meta({ id: 'Scope' });
export type Scope = z.output<typeof Scope>;

/** What a key gets when nothing is said: everything a caller needs, nothing an owner does. */
export const callerScopes = ['chat', 'embed', 'models'] as const satisfies readonly Scope[];

/** What the first key gets. */
export const ownerScopes = [
  'chat',
  'embed',
  'models',
  'admin:*',
] as const satisfies readonly Scope[];

export function grants(scopes: readonly string[], needed: Scope): boolean {
  if (scopes.includes(needed)) return true;
  return needed === 'admin:read' && scopes.includes('admin:*');
}
