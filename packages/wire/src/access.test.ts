import { describe, expect, it } from 'vitest';
import { callerScopes, grants, ownerScopes, Scope } from './access.ts';

describe('scopes', () => {
  it('grant exactly what they name', () => {
    for (const held of Scope.options) {
      for (const needed of Scope.options) {
        const wider = held === 'admin:*' && needed === 'admin:read';
        expect(grants([held], needed)).toBe(held === needed || wider);
      }
    }
  });

  it('of nobody grant nothing, and unknown ones nothing either', () => {
    for (const needed of Scope.options) expect(grants([], needed)).toBe(false);
    for (const needed of Scope.options) expect(grants(['*', 'admin', 'chat '], needed)).toBe(false);
  });

  it('of a caller reach no admin procedure, those of the first key reach all', () => {
    expect(Scope.options.filter((needed) => grants(callerScopes, needed))).toEqual([
      'chat',
      'embed',
      'models',
    ]);
    expect(Scope.options.filter((needed) => grants(ownerScopes, needed))).toEqual(Scope.options);
  });
});
